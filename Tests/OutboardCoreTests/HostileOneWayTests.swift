import NotesInterface
import OutboardRing
import OutboardSystem
import Synchronization
import Testing

@testable import OutboardCore

/// What a hostile plugin can say about how much it has taken.
@Suite(.serialized) struct HostileOneWayTests {
    private func notes(_ plugin: HostilePlugin, timeout: Duration = Patience.duration) -> NotesClient {
        NotesClient(
            caller: Caller(
                channel: plugin.channel, interface: NotesClient.interface,
                place: InterfacePlace(methodCount: NotesClient.interface.methods.count),
                options: CallOptions(timeout: timeout)))
    }

    private static let lies: [UInt32] = [9, 10, 64, 0x7fff, 0x1_0000, 0x1_0005, 0x7fff_ffff]
    private static let noNews: [UInt32] = [0, .max, .max - 7, 0x8000_0000, 0x8000_0009, 0xffff_0000]

    @Test(arguments: lies) func `more than was sent is a violation`(_ lie: UInt32) async throws {
        for policy in [WaitPolicy.park, .adaptive] {
            let plugin = try HostilePlugin(policy: policy)
            defer { plugin.stop() }
            let notes = notes(plugin)
            plugin.segments.pluginLane(0).control.taken = lie
            let codes = try await Threads.run {
                // The ring has eight slots: the word is looked at when they are used up.
                (0..<10).map { number in Caught.error { try notes.note(number, from: 1) }?.code }
            }
            #expect(codes == Array(repeating: nil, count: 8) + [.violated, .notSent])
            #expect(plugin.violations.count == 1)
        }
    }

    @Test(arguments: lies) func `tasks notice it as well`(_ lie: UInt32) async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let notes = notes(plugin)
        plugin.segments.pluginLane(1).control.taken = lie
        var codes: [OutboardError.Code?] = []
        for number in 0..<9 {
            do {
                try await notes.caller.sendAsync(NotesClient.Call.note(number, from: 1))
                codes.append(nil)
            } catch { codes.append((error as? OutboardError)?.code) }
        }
        #expect(codes == Array(repeating: nil, count: 8) + [.notSent])
        #expect(plugin.violations.count >= 1)
    }

    @Test(arguments: noNews) func `less than was known gives no room`(_ word: UInt32) async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let notes = notes(plugin, timeout: .milliseconds(30))
        let lane = plugin.segments.hostLane(0)
        plugin.segments.pluginLane(0).control.taken = word
        let before = try await Threads.run {
            for number in 0..<8 { try notes.note(bytes: LocalProbe.bytes(50, seed: number)) }
            return Self.bytes(lane)
        }
        let codes = try await Threads.run {
            [
                Caught.error { try notes.note(1, from: 1) }?.code,
                Caught.error { try notes.backPressure(.fail).end() }?.code,
                Caught.error { _ = try notes.count() }?.code,
            ]
        }
        #expect(codes == [.timeout, .busy, .timeout])
        // What the plugin has not taken lies there as it was.
        #expect(Self.bytes(lane) == before)
        #expect(plugin.violations.isEmpty)
    }

    /// All records and blocks of a lane.
    private static func bytes(_ lane: LaneMemory) -> [UInt8] {
        let geometry = lane.geometry
        return Array(UnsafeRawBufferPointer(start: lane.records, count: geometry.slots * Record.stride))
            + Array(UnsafeRawBufferPointer(start: lane.blocks, count: geometry.slots * geometry.blockBytes))
    }

    @Test func `room is what was taken, and not more`() async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let notes = notes(plugin).backPressure(.fail)
        let control = plugin.segments.pluginLane(0).control
        let sent = try await Threads.run {
            [0, 0, 1, 3, 3, 2, 0, 8, 11, 11, 19].map { (taken: UInt32) in
                control.taken = taken
                var count = 0
                while Caught.error({ try notes.note(count, from: 1) }) == nil { count += 1 }
                return count
            }
        }
        #expect(sent == [8, 0, 1, 2, 0, 0, 0, 5, 3, 0, 8])
        #expect(plugin.violations.isEmpty)
    }

    @Test func `a word that changes all the time ends in calls that were sent, a time-out or a violation`() async throws
    {
        for seed in UInt64(0)..<40 {
            let plugin = try HostilePlugin(policy: seed % 2 == 0 ? .park : .adaptive)
            defer { plugin.stop() }
            let stop = Gate()
            try DedicatedThread.start(named: "scribbler") { [segments = plugin.segments, bells = plugin.bells] in
                var generator = SeededGenerator(seed: seed)
                while !stop.isOpen {
                    for lane in 0..<2 {
                        let near = UInt32(truncatingIfNeeded: generator.next() % 24)
                        let word = generator.next() % 64 == 0 ? UInt32(truncatingIfNeeded: generator.next()) : near
                        segments.pluginLane(lane).control.taken = word
                        Bell.ring(bells[lane].toHost.raw)
                    }
                }
            }
            let notes = notes(plugin, timeout: .milliseconds(200))
            let allowed: [OutboardError.Code?] = [nil, .timeout, .violated, .notSent]
            let codes = try await Threads.run {
                (0..<100).map { number in Caught.error { try notes.note(number, from: 1) }?.code }
            }
            #expect(codes.allSatisfy { allowed.contains($0) })
            for number in 0..<50 {
                do { try await notes.caller.sendAsync(NotesClient.Call.note(number, from: 1)) } catch {
                    #expect(allowed.contains((error as? OutboardError)?.code))
                }
            }
            stop.open()
        }
    }

    @Test(arguments: [UInt8(2), 3, 11]) func `an answer to a one-way call is a violation`(_ kind: UInt8) async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond { request in
            let flags: UInt8 = kind == 11 ? 3 : 0
            let header = RecordHeader(
                kind: RecordKind(rawValue: kind), callID: request.callID, flags: flags, credit: 1)
            return [CraftedRecord(header: header, words: [10])]
        }
        let notes = notes(plugin)
        let codes = try await Threads.run {
            try notes.note(1, from: 1)
            return (0..<2).map { _ in Caught.error { _ = try notes.count() }?.code }
        }
        #expect(codes == [.violated, .notSent])
        #expect(plugin.violations.count == 1)
    }

    @Test func `one that answers instead of running what it was sent makes no room`() async throws {
        // Eight one-way calls, one of them taken; the answer to a call behind them says that only that was.
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let notes = notes(plugin)
        let control = plugin.segments.pluginLane(0).control
        let code = try await Threads.run {
            let seen = Tally()
            try plugin.respond(requests: 9) { request in
                seen.count("request")
                return request.kind == .call ? [.done(request, credit: 1)] : []
            }
            for number in 0..<8 { try notes.note(number, from: 1) }
            while seen["request"] < 8 { Threads.sleep(milliseconds: 1) }
            control.taken = 1
            return Caught.error { _ = try notes.count() }?.code
        }
        #expect(code == .violated)
    }
}
