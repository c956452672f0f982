import Glibc
import OutboardRing
import OutboardSystem
import ProbeInterface
import Testing

@testable import OutboardCore

/// Each attack must end as a violation: no trap, no value, no hang.
@Suite(.serialized) struct HostileReplyTests {
    @Test(arguments: Attack.all)
    func `a synchronous caller notices`(_ attack: Attack) async throws {
        for policy in [WaitPolicy.park, .adaptive] {
            let plugin = try HostilePlugin(policy: policy)
            defer { plugin.stop() }
            try plugin.respond(attack.records)
            let probe = plugin.probe()
            let error = try await Threads.run { Caught.error { try probe.null() } }
            #expect(error?.code == .violated && error?.mayHaveExecuted == true, "\(String(describing: error))")
            #expect(plugin.violations.count == 1)
            #expect(Caught.error { try probe.null() }?.code == .notSent)
        }
    }

    @Test(arguments: Attack.all)
    func `a synchronous caller with arguments in a block, in bulk or with a deadline notices`(_ attack: Attack)
        async throws
    {
        for count in [50, 4000] {
            let plugin = try HostilePlugin()
            defer { plugin.stop() }
            try plugin.respond(attack.records)
            let probe = count == 50 ? plugin.probe().deadline(in: Patience.duration) : plugin.probe()
            let error = try await Threads.run {
                Caught.error { _ = try probe.checksum(bytes: LocalProbe.bytes(count)) }
            }
            #expect(error?.code == .violated, "\(String(describing: error))")
            #expect(plugin.violations.count == 1)
        }
    }

    @Test(arguments: Attack.all)
    func `an asynchronous caller notices`(_ attack: Attack) async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond(lane: 1, attack.records)
        let probe = plugin.probe()
        let error = await #expect(throws: OutboardError.self) { _ = try await probe.echoLater("x", milliseconds: 0) }
        #expect(error?.code == .violated && error?.mayHaveExecuted == true, "\(String(describing: error))")
        #expect(plugin.violations.count >= 1)
        // Where the task of the call has found it out, the plugin is ended a moment later.
        while probe.caller.binding.channel.isOpen { try await Task.sleep(for: .milliseconds(1)) }
        let later = await #expect(throws: OutboardError.self) { _ = try await probe.echoLater("x", milliseconds: 0) }
        #expect(later?.code == .notSent)
    }

    @Test(arguments: Attack.all)
    func `a pipeline notices`(_ attack: Attack) async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond(attack.records)
        let probe = plugin.probe()
        let code = try await Threads.run {
            try probe.caller.pipeline { pipeline in
                try pipeline.submit(0, byteCount: 0) { _ in }
                return Caught.error { try pipeline.next { (_: inout WireReader) throws(WireError) in } }?.code
            }
        }
        #expect(code == .violated)
        #expect(plugin.violations.count == 1)
    }

    @Test(arguments: [false, true])
    func `a second answer is noticed by the next call`(_ isError: Bool) async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond { request in
            let again = RecordHeader(kind: isError ? .error : .reply, callID: request.callID, credit: 1)
            return [.done(request), CraftedRecord(header: again)]
        }
        let probe = plugin.probe()
        let codes = try await Threads.run { (0..<3).map { _ in Caught.error { try probe.null() }?.code } }
        #expect(codes == [nil, .violated, .notSent])
        #expect(plugin.violations.count == 1)
    }

    @Test func `a lease after the answer is noticed by the next call`() async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond { [.done($0), Attack.lease($0, 100)] }
        let probe = plugin.probe()
        let codes = try await Threads.run { (0..<2).map { _ in Caught.error { try probe.null() }?.code } }
        #expect(codes == [nil, .violated])
        #expect(plugin.sent.isEmpty)
    }

    @Test func `an answer before any call is noticed, on an idle asynchronous lane at once`() async throws {
        for lane in 0..<2 {
            let plugin = try HostilePlugin()
            defer { plugin.stop() }
            var replies = plugin.replies(lane)
            plugin.publish(
                CraftedRecord(header: RecordHeader(kind: .reply, callID: 9)), to: &replies, lane: lane)
            let probe = plugin.probe()
            let code = lane == 0 ? try await Threads.run { Caught.error { try probe.null() }?.code } : .violated
            #expect(code == .violated)
            for _ in 0..<1000 where plugin.violations.isEmpty {
                try await Threads.run { Threads.sleep(milliseconds: 5) }
            }
            #expect(plugin.violations.count >= 1)
        }
    }

    @Test func `the credit may neither run ahead nor go back, over many calls`() async throws {
        for wrong in [-1, 1, 8, 1000] {
            let plugin = try HostilePlugin()
            defer { plugin.stop() }
            let tally = Tally()
            try plugin.respond(requests: 200) { request in
                tally.count("request")
                let right = tally["request"]
                return [.done(request, credit: UInt16(truncatingIfNeeded: right == 150 ? right + wrong : right))]
            }
            let probe = plugin.probe()
            let codes = try await Threads.run { (0..<150).map { _ in Caught.error { try probe.null() }?.code } }
            if wrong > 0 || plugin.violations.count > 0 {
                #expect(codes == Array(repeating: nil, count: 149) + [.violated], "\(wrong)")
            } else {
                // One less than it has taken is an old truth, not a lie.
                #expect(wrong == -1 && codes.allSatisfy { $0 == nil })
            }
        }
    }

    @Test func `a channel that its own violation closes survives that, on every lane`() async {
        await #expect(processExitsWith: .success) {
            alarm(Patience.seconds)
            for lane in 0..<2 {
                var files: SegmentFiles?
                let geometry = Geometry(lanes: 2)!
                let segments = try SegmentPair(geometry: geometry, generation: 1, files: &files, isInProcess: true)
                let bells = try (0..<2).map { _ in try LaneBells() }
                let box = OneShot<WeakChannel>()
                let channel = CallChannel(
                    CallChannel.Parts(
                        segments: segments, bells: bells, policy: .park, maximumPayload: 1 << 20,
                        maximumLent: 1 << 20, sendAttachment: { _, _ in }, refuseAttachment: { _ in },
                        deadlineChanged: {}, watchStalledLane: { _, _ in },
                        violated: { box.wait()?.channel?.close(CallFate(code: .violated, message: "\($0)")) }))
                box.fulfil(WeakChannel(channel: channel))
                var replies = segments.pluginLane(lane).producer()
                replies.publish(RecordHeader(kind: RecordKind(rawValue: 99), callID: 0))
                if lane == 1 { _ = channel.tasks.drain(channel) }
                let caller = Caller(
                    channel: channel, interface: ProbeClient.interface, place: InterfacePlace(methodCount: 15),
                    options: CallOptions(timeout: nil))
                let code = Caught.error { try ProbeClient(caller: caller).null() }?.code
                guard code == (lane == 0 ? .violated : .notSent) else { exit(1) }
            }
            exit(0)
        }
    }

    /// A channel that its own parts refer to.
    private struct WeakChannel: Sendable {
        weak let channel: CallChannel?
    }
}
