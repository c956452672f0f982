import COutboard
import NotesInterface
import OutboardRing
import OutboardSystem
import ProbeInterface
import Testing

@testable import OutboardCore

/// The plugin's end of the lanes, driven by records that a test writes into H.
@Suite struct ServeEndTests {
    /// A plugin's end and the rings around it; its workers run only if they are told to.
    private final class Served: Sendable {
        let segments: SegmentPair
        let bells: [LaneBells]
        let end: ServeEnd
        let gate = Gate()
        private let waits: [Waits]

        private final class Waits: Sendable {
            let epoll: Epoll
            init(_ epoll: consuming Epoll) { self.epoll = epoll }
        }

        /// Serves a probe, or notes.
        init(isNotes: Bool = false) throws {
            let geometry = Geometry(lanes: 2, slots: 8, blockBytes: 64, bulkBytes: 4096)!
            var files: SegmentFiles?
            let segments = try SegmentPair(geometry: geometry, generation: 1, files: &files, isInProcess: true)
            let bells = try (0..<2).map { _ in try LaneBells() }
            let waits = try bells.map { Waits(try $0.pluginWaits(control: nil)) }
            let probe = ProbeDispatcher(LocalProbe(gate: gate))
            let notes = NotesDispatcher(Notebook(pass: { [gate] in gate.pass() }))
            self.segments = segments
            self.bells = bells
            self.waits = waits
            end = ServeEnd(
                ServeEnd.Parts(
                    geometry: geometry, hostLanes: (0..<2).map { segments.hostLane($0) },
                    pluginLanes: (0..<2).map { segments.pluginLane($0) },
                    descriptors: zip(waits, bells).map { .init(waits: $0.epoll.raw, bell: $1.toHost.raw) },
                    interfaces: [isNotes ? NotesClient.interface : ProbeClient.interface],
                    populateBulk: { try segments.plugin.populate(offset: geometry.bulkOffset($0), byteCount: $1) },
                    dispatch: { [waits] call in
                        if isNotes { notes.dispatch(&call) } else { probe.dispatch(&call) }
                        _ = waits
                    }))
        }

        /// Publishes a call and rings.
        func send(_ requests: inout RingProducer, lane: Int, _ header: RecordHeader, words: [UInt64] = []) {
            for (index, word) in words.enumerated() {
                requests.body.storeBytes(of: word, toByteOffset: index * 8, as: UInt64.self)
            }
            requests.publish(header)
            Bell.ring(bells[lane].toPlugin.raw)
        }

        /// Waits for the next reply.
        func reply(_ replies: inout RingConsumer) -> Record? {
            for _ in 0..<20_000 {
                if replies.isReady {
                    let record = replies.copyRecord()
                    replies.advance()
                    return record
                }
                Threads.sleep(milliseconds: 1)
            }
            return nil
        }

        func stop() {
            gate.open()
            end.stop { Bell.ring(bells[$0].toPlugin.raw) }
        }
    }

    @Test func `is not idle while a call waits for a worker`() throws {
        let served = try Served()
        #expect(served.end.isIdle)
        for lane in 0..<2 {
            let served = try Served()
            var requests = served.segments.hostLane(lane).producer()
            served.send(&requests, lane: lane, RecordHeader(kind: .call, callID: 1))
            #expect(!served.end.isIdle)
        }
    }

    @Test(arguments: [UInt16(6), 12])
    func `is not idle while a call runs, and idle when it has`(_ method: UInt16) async throws {
        let served = try Served()
        defer { served.stop() }
        try served.end.start()
        let isAsync = method == 12
        try await Threads.run {
            var requests = served.segments.hostLane(0).producer()
            let words: [UInt64] = isAsync ? [0xffff_ffff_0000_0000, 0xffff_ffff] : [.max]
            let length: UInt16 = isAsync ? 12 : 8
            served.send(
                &requests, lane: 0, RecordHeader(kind: .call, callID: 1, method: method, length: length), words: words)
        }
        #expect(try await served.gate.waitForArrivals(1))
        for _ in 0..<50 {
            #expect(!served.end.isIdle)
            try await Threads.run { Threads.sleep(milliseconds: 1) }
        }
        served.gate.open()
        let replied = try await Threads.run { () -> Bool in
            var replies = served.segments.pluginLane(0).consumer()
            guard served.reply(&replies) != nil else { return false }
            for _ in 0..<5000 where !served.end.isIdle { Threads.sleep(milliseconds: 1) }
            return served.end.isIdle
        }
        #expect(replied)
    }

    @Test func `passes over kinds that it does not know`() async throws {
        let served = try Served()
        defer { served.stop() }
        try served.end.start()
        let replies = try await Threads.run { () -> [UInt32] in
            var requests = served.segments.hostLane(0).producer()
            var replies = served.segments.pluginLane(0).consumer()
            var found: [UInt32] = []
            for (number, kind) in [UInt8(0), 2, 3, 4, 5, 6, 8, 9, 10, 11, 200, 255].enumerated() {
                let id = UInt32(number)
                served.send(&requests, lane: 0, RecordHeader(kind: RecordKind(rawValue: kind), callID: 1000 + id))
                served.send(&requests, lane: 0, RecordHeader(kind: .call, callID: id))
                guard let reply = served.reply(&replies) else { break }
                found.append(reply.header.callID)
            }
            return found
        }
        #expect(replies == (0..<12).map { $0 })
    }

    @Test func `answers an outcome that no method waits for`() async throws {
        let served = try Served()
        defer { served.stop() }
        try served.end.start()
        let errors = try await Threads.run { () -> [UInt16] in
            var requests = served.segments.hostLane(0).producer()
            var replies = served.segments.pluginLane(0).consumer()
            // One that does not decode, and one with a number: zeros are both.
            return [UInt16(0), 7, 8, 48].compactMap { length in
                let header = RecordHeader(kind: .callbackReply, callID: UInt32(length), length: length)
                served.send(&requests, lane: 0, header)
                return served.reply(&replies)?.header.method
            }
        }
        #expect(errors == Array(repeating: UInt16(OUTBOARD_ERROR_BAD_ARGUMENTS), count: 4))
    }

    @Test func `answers what it cannot read or does not have with an error of the runtime`() async throws {
        let served = try Served()
        defer { served.stop() }
        try served.end.start()
        let ordinals = try await Threads.run { () -> [UInt16] in
            var requests = served.segments.hostLane(1).producer()
            var replies = served.segments.pluginLane(1).consumer()
            var found: [UInt16] = []
            let headers = [
                RecordHeader(kind: .call, callID: 1, method: 15), RecordHeader(kind: .call, callID: 2, method: .max),
                RecordHeader(kind: .call, callID: 3, method: 2, length: 3),
                RecordHeader(kind: .call, callID: 4, method: 2, flags: 1, length: 8),
                RecordHeader(kind: .call, callID: 5, method: 2, flags: 2),
            ]
            for header in headers {
                served.send(&requests, lane: 1, header, words: [0])
                guard let reply = served.reply(&replies), reply.header.kind == .error else { break }
                found.append(reply.header.method)
            }
            return found
        }
        #expect(ordinals == [0xfffd, 0xfffd, 0xfffe, 0xfffe, 0xfffe])
    }

    @Test func `a stop ends workers that wait for arguments`() async throws {
        let served = try Served()
        try served.end.start()
        try await Threads.run {
            var requests = served.segments.hostLane(0).producer()
            served.send(&requests, lane: 0, RecordHeader(kind: .call, callID: 1, method: 8, flags: 3), words: [10_000])
            Threads.sleep(milliseconds: 20)
        }
        served.stop()
        let ordinal = try await Threads.run { () -> UInt16? in
            var replies = served.segments.pluginLane(0).consumer()
            return served.reply(&replies)?.header.method
        }
        #expect(ordinal == 0xfffe)
    }

    @Test func `counts a one-way call as taken when it has been run, and rings for room when asked, and only then`()
        async throws
    {
        let served = try Served()
        defer { served.stop() }
        try served.end.start()
        let host = served.segments.hostLane(0).control
        let plugin = served.segments.pluginLane(0).control
        host.armForSpace(at: 3)
        let found = try await Threads.run { () -> [[UInt64]] in
            var requests = served.segments.hostLane(0).producer()
            var replies = served.segments.pluginLane(0).consumer()
            var found: [[UInt64]] = []
            for id in UInt32(1)...4 {
                // It is not described as one-way, which is a failure, and a call that is not answered all the same.
                served.send(&requests, lane: 0, RecordHeader(kind: .oneWay, callID: id))
                for _ in 0..<20_000 where plugin.taken < id || plugin.isRunningCall { Threads.sleep(milliseconds: 1) }
                Threads.sleep(milliseconds: 10)
                found.append([UInt64(plugin.taken), plugin.bells])
            }
            served.send(&requests, lane: 0, RecordHeader(kind: .call, callID: 7))
            if let reply = served.reply(&replies) {
                found.append([UInt64(reply.header.callID), UInt64(reply.header.credit)])
            }
            return found
        }
        #expect(found == [[1, 0], [2, 0], [3, 1], [4, 1], [7, 5]])
        #expect(served.end.failureCount == 4)
    }

    @Test func `is not idle while a one-way call runs, which is not taken until then`() async throws {
        let served = try Served(isNotes: true)
        defer { served.stop() }
        try served.end.start()
        try await Threads.run {
            var requests = served.segments.hostLane(0).producer()
            served.send(
                &requests, lane: 0, RecordHeader(kind: .oneWay, callID: 1, method: 2, length: 8), words: [.max])
        }
        #expect(try await served.gate.waitForArrivals(1))
        for _ in 0..<20 {
            #expect(!served.end.isIdle)
            #expect(served.segments.pluginLane(0).control.taken == 0)
            try await Threads.run { Threads.sleep(milliseconds: 1) }
        }
        served.gate.open()
        let isIdle = try await Threads.run {
            for _ in 0..<20_000 where !served.end.isIdle { Threads.sleep(milliseconds: 1) }
            return served.end.isIdle
        }
        #expect(isIdle && served.segments.pluginLane(0).control.taken == 1)
    }

    @Test func `counts the calls it has run`() async throws {
        let served = try Served()
        defer { served.stop() }
        try served.end.start()
        let calls = try await Threads.run { () -> UInt64 in
            var requests = served.segments.hostLane(0).producer()
            var replies = served.segments.pluginLane(0).consumer()
            for id in UInt32(0)..<100 {
                served.send(&requests, lane: 0, RecordHeader(kind: .call, callID: id))
                guard served.reply(&replies) != nil else { return 0 }
            }
            let control = served.segments.pluginLane(0).control
            for _ in 0..<5000 where control.isRunningCall { Threads.sleep(milliseconds: 1) }
            return control.calls
        }
        #expect(calls == 100)
        #expect(served.segments.pluginLane(0).control.taken == 100)
    }
}
