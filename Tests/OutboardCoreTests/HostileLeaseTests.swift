import COutboard
import Glibc
import OutboardRing
import OutboardSystem
import ProbeInterface
import SystemPackage
import Testing

@testable import OutboardCore

@Suite(.serialized) struct HostileLeaseTests {
    private func call(_ probe: ProbeClient) async throws -> OutboardError.Code? {
        try await Threads.run { Caught.error { try probe.null() }?.code }
    }

    @Test func `a lease is as large as asked for, or empty`() async throws {
        for (asked, lent) in [(UInt64(1), 1), (5000, 5000), (1 << 20, 1 << 20), (1 << 20 + 1, 0), (1 << 63, 0), (0, 0)]
        {
            let plugin = try HostilePlugin()
            defer { plugin.stop() }
            try plugin.respond { [Attack.lease($0, asked), .done($0)] }
            #expect(try await call(plugin.probe()) == nil)
            let sent = plugin.sent
            #expect(sent.count == 1 && sent.first?.byteCount == lent)
            #expect(sent.first?.0.purpose == .result && sent.first?.0.lane == 0)
            #expect(plugin.violations.isEmpty)
        }
    }

    @Test func `a lease that is not used, or used less than asked for, is no violation`() async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let tally = Tally()
        try plugin.respond(requests: 3) { request in
            tally.count("request")
            let credit = UInt16(tally["request"])
            var records = [Attack.lease(request, 5000), Attack.attachment(request, 4)]
            if credit == 1 { records[1] = .done(request) }
            return records.map { record in
                var record = record
                let header = record.header
                record.header = RecordHeader(
                    kind: header.kind, callID: header.callID, flags: header.flags, credit: credit)
                return record
            }
        }
        let probe = plugin.probe()
        #expect(try await call(probe) == nil)
        let counts = try await Threads.run {
            try (0..<2).map { _ in try probe.make(byteCount: 5).count }
        }
        // The file is full of zeroes: an array of none.
        #expect(counts == [0, 0])
        #expect(plugin.violations.isEmpty)
    }

    @Test func `memory that cannot be had is a violation, and no signal`() async throws {
        for lane in [0, 1] {
            let plugin = try HostilePlugin()
            defer { plugin.stop() }
            // As good as a hole that the kernel cannot fill: whoever touches it dies of a signal.
            let bulk = plugin.segments.pluginLane(lane).bulk
            #expect(mprotect(bulk, plugin.geometry.bulkBytes, PROT_NONE) == 0)
            try plugin.respond(lane: lane) { request in
                let header = RecordHeader(kind: .reply, callID: request.callID, flags: 2, credit: 1)
                return [CraftedRecord(header: header, words: [100])]
            }
            let probe = plugin.probe()
            if lane == 0 {
                #expect(try await call(probe) == .violated)
            } else {
                let error = await #expect(throws: OutboardError.self) {
                    try await probe.echoLater("x", milliseconds: 0)
                }
                #expect(error?.code == .violated)
            }
            #expect(plugin.violations.first?.description.contains("cannot be read") == true)
        }
    }

    @Test func `the lease of one call is no place for the answer of another`() async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let tally = Tally()
        try plugin.respond(requests: 2) { request in
            tally.count("request")
            guard tally["request"] == 2 else { return [] }
            let first = RecordHeader(kind: .call, callID: request.callID &- 1)
            return [Attack.lease(request, 5000), Attack.attachment(first, 10)]
        }
        let probe = plugin.probe()
        let code = try await Threads.run {
            try probe.caller.pipeline { pipeline in
                for _ in 0..<2 { try pipeline.submit(0, byteCount: 0) { _ in } }
                return Caught.error { try pipeline.next { (_: inout WireReader) throws(WireError) in } }?.code
            }
        }
        #expect(code == .violated)
    }

    @Test func `what is lent cannot be made smaller or larger, or be sealed`() async throws {
        let files = Locked<[Memfd.Seals]>([])
        let plugin = try HostilePlugin(sendAttachment: { attachment, _ in
            files.withLock { $0.append(attachment.file.seals) }
        })
        defer { plugin.stop() }
        try plugin.respond { [Attack.lease($0, 5000), .done($0)] }
        #expect(try await call(plugin.probe()) == nil)
        // A kernel from 6.3 on seals the execute permission away at creation.
        #expect(files.withLock { $0 }.map { $0.subtracting(.execute) } == [[.shrink, .grow, .seal]])
    }

    @Test func `for a call that was given up nothing is lent`() async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let gate = Gate()
        try plugin.respond { request in
            gate.pass()
            return [Attack.lease(request, 5000), .done(request)]
        }
        let impatient = plugin.probe(timeout: .milliseconds(20))
        #expect(try await call(impatient) == .timeout)
        gate.open()
        // The next caller on the lane finds what was left.
        for _ in 0..<200 where plugin.sent.isEmpty { _ = try await call(impatient) }
        let sent = plugin.sent
        #expect(sent.count == 1 && sent.first?.byteCount == 0)
        #expect(plugin.violations.isEmpty)
    }

    @Test(arguments: [Errno.wouldBlock, .tooManyReferences, .brokenPipe, .tooManyOpenFiles])
    func `a lease that cannot be sent ends the wait with an error of the runtime`(_ errno: Errno) async throws {
        for lane in 0..<2 {
            let plugin = try HostilePlugin(sendAttachment: { _, _ in throw errno })
            defer { plugin.stop() }
            try plugin.respond(lane: lane) { [Attack.lease($0, 5000)] }
            let probe = plugin.probe(timeout: .milliseconds(300))
            var caught: (any Error)?
            do {
                if lane == 0 {
                    try await Threads.run { try probe.null() }
                } else {
                    _ = try await probe.echoLater("x", milliseconds: 0)
                }
            } catch {
                caught = error
            }
            let code = (caught as? OutboardError)?.code
            #expect(code == .violated || code == .timeout || code == .lost, "\(String(describing: caught))")
        }
    }

    @Test func `arguments that cannot be sent are an error of the call alone`() async throws {
        let plugin = try HostilePlugin(sendAttachment: { _, _ in throw Errno.wouldBlock })
        defer { plugin.stop() }
        let probe = plugin.probe()
        let tally = Tally()
        try plugin.respond(requests: 4) { request in
            tally.count("request")
            return [.done(request, credit: UInt16(tally["request"]))]
        }
        for _ in 0..<3 {
            let error = try await Threads.run {
                Caught.error { _ = try probe.checksum(bytes: LocalProbe.bytes(100_000)) }
            }
            #expect(error != nil && error?.mayHaveExecuted == false)
            #expect(try await call(probe) == nil)
        }
        for _ in 0..<20 {
            let later = await #expect(throws: OutboardError.self) {
                _ = try await probe.echoLater(String(repeating: "x", count: 100_000), milliseconds: 0)
            }
            #expect(later?.mayHaveExecuted == false)
        }
        #expect(try await call(probe) == nil)
        #expect(plugin.violations.isEmpty)
    }

    /// What a well-behaved plugin answers when it gets no room: an error, with a text of 4 bytes.
    private static func noRoom(_ request: RecordHeader, credit: UInt16) -> CraftedRecord {
        CraftedRecord(
            header: RecordHeader(
                kind: .error, callID: request.callID, method: UInt16(OUTBOARD_ERROR_BAD_RESULT), length: 8,
                credit: credit),
            words: [4 | 0x6c6c_7566 << 32])
    }

    @Test func `what one plugin has been lent at a time is bounded`() async throws {
        let plugin = try HostilePlugin(maximumLent: 8000)
        defer { plugin.stop() }
        let first = OneShot<RecordHeader>()
        let tally = Tally()
        try plugin.respond(lane: 1, requests: 3) { request in
            tally.count("request")
            let credit = UInt16(tally["request"])
            switch credit {
            case 1:
                first.fulfil(request)
                return [Attack.lease(request, 5000)]
            case 2: return [Attack.lease(request, 5000, credit: credit), Self.noRoom(request, credit: credit)]
            default:
                return [
                    Attack.attachment(first.wait() ?? request, 4, credit: credit),
                    Attack.lease(request, 5000, credit: credit), Attack.attachment(request, 4, credit: credit),
                ]
            }
        }
        let probe = plugin.probe()
        async let kept = probe.echoLater("x", milliseconds: 0)
        for _ in 0..<6000 where plugin.sent.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        let refused = await #expect(throws: OutboardError.self) { _ = try await probe.echoLater("y", milliseconds: 0) }
        #expect(refused?.code == .invalidPayload && refused?.mayHaveExecuted == true)
        let message = refused?.message ?? ""
        #expect(message.contains("5000") && message.contains("8000") && message.contains("echoLater"), "\(message)")
        // The file is full of zeroes: an empty string. What is not needed any more can be lent again.
        #expect(try await probe.echoLater("z", milliseconds: 0) == "")
        #expect(try await kept == "")
        #expect(plugin.sent.map(\.byteCount) == [5000, 0, 5000])
        #expect(plugin.channel.lending.lentByteCount == 0)
        #expect(plugin.violations.isEmpty)
    }

    @Test func `what a call was lent returns when it is given up`() async throws {
        for isAsync in [false, true] {
            let plugin = try HostilePlugin()
            defer { plugin.stop() }
            try plugin.respond(lane: isAsync ? 1 : 0) { [Attack.lease($0, 5000)] }
            let probe = plugin.probe(timeout: .milliseconds(300))
            if isAsync {
                _ = try? await probe.echoLater("x", milliseconds: 0)
            } else {
                #expect(try await call(probe) == .timeout)
            }
            #expect(plugin.sent.map(\.byteCount) == [5000])
            #expect(plugin.channel.lending.lentByteCount == 0)
        }
    }

    @Test func `a host without descriptors says no, and the call fails with the cause`() async {
        await #expect(processExitsWith: .success) {
            let plugin = try HostilePlugin()
            try plugin.respond { [Attack.lease($0, 5000), Self.noRoom($0, credit: 1)] }
            let probe = plugin.probe()
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            limit.rlim_cur = 0
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let error = Caught.error { try probe.null() }
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            #expect(error?.code == .invalidPayload)
            #expect(error?.message.contains("Too many open files") == true, "\(error?.message ?? "")")
            #expect(plugin.sent.map(\.byteCount) == [0])
            #expect(plugin.channel.lending.lentByteCount == 0)
        }
    }
}
