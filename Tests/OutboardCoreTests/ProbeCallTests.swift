import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

@Suite struct ProbeCallTests {
    @Test(arguments: [WaitPolicy.adaptive, .park, .spin])
    func `every method returns what the plugin returns`(_ policy: WaitPolicy) async throws {
        let pair = try ProbePair(waiting: policy)
        defer { pair.end() }
        let probe = pair.probe
        try probe.null()
        for count in [0, 1, 43, 44, 45, 4092, 4093, 100_000] {
            let bytes = LocalProbe.bytes(count)
            #expect(try probe.echo(bytes: bytes) == bytes)
            #expect(try probe.make(byteCount: count) == bytes)
            #expect(try probe.checksum(bytes: bytes) == LocalProbe.checksum(bytes))
        }
        #expect(try probe.sum(2, 3) == 5)
        #expect(try probe.sum(.max, 1) == .min)
        try probe.sleep(milliseconds: 1)
        #expect(try probe.descriptors() == [-1: "minus one", 0: "", .max: "🦊"])
        #expect(try probe.environment() == ["": "empty", "A": "1", "B": ""])
        try probe.write(stdout: "out", stderr: "err")
        #expect(try probe.attackDescriptors() == [])
        #expect(try await probe.echoLater("now", milliseconds: 0) == "now")
        #expect(try await probe.echoLater("later", milliseconds: 5) == "later")
        let long = String(repeating: "🦊", count: 100_000)
        #expect(try await probe.echoLater(long, milliseconds: 1) == long)
    }

    @Test func `declared errors arrive with their type`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let probe = pair.probe
        for reason in ["", "why", String(repeating: "🦊", count: 2000), String(repeating: "long ", count: 300_000)] {
            #expect(throws: ProbeError(reason: reason)) { try probe.fail(reason: reason) }
        }
        for how in [ProbeEnd.signal(9), .exit(-1), .trap, .overflow] {
            #expect(throws: ProbeError(reason: "\(how)")) { try probe.end(how) }
        }
        await #expect(throws: ProbeError(reason: "later")) { try await probe.failLater(milliseconds: 0) }
        await #expect(throws: ProbeError(reason: "later")) { try await probe.failLater(milliseconds: 5) }
        try await pair.expectUsable()
    }

    @Test func `errors that are not declared arrive as text`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let error = RemoteError(typeName: "Undeclared", message: "not declared: 🦊")
        for _ in 0..<3 { #expect(throws: error) { try pair.probe.failUndeclared() } }
        try await pair.expectUsable()
    }

    @Test func `a synchronous call may wait for an asynchronous method, and the other way round`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let probe = pair.probe
        let text = try await Threads.run {
            try probe.caller.call(12, byteCount: 4 + 5 + 8) { writer in
                "hello".encode(into: &writer)
                20.encode(into: &writer)
            } decode: { (reader: inout WireReader) throws(WireError) -> String in
                try reader.next()
            }
        }
        #expect(text == "hello")
        let sum = try await probe.caller.callAsync(2, byteCount: 16) { writer in
            20.encode(into: &writer)
            22.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> Int in
            try reader.next()
        }
        #expect(sum == 42)
    }

    @Test func `a method that neither side, or only the host, knows is an error`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        for method: UInt16 in [15, 16, 1000, .max] {
            let error = #expect(throws: OutboardError.self) { try pair.probe.caller.callVoid(method) }
            #expect(error?.code == .unknownMethod && error?.mayHaveExecuted == false)
            let later = await #expect(throws: OutboardError.self) {
                try await pair.probe.caller.callAsync(method, byteCount: 0) { _ in
                } decode: { (_: inout WireReader) throws(WireError) in
                }
            }
            #expect(later?.code == .unknownMethod)
        }
        try await pair.expectUsable()
    }

    @Test func `arguments that do not decode are refused by the plugin`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let caller = pair.probe.caller
        for (method, bytes) in [
            (UInt16(1), []), (1, [9, 0, 0, 0]), (1, [0xff, 0xff, 0xff, 0xff]), (2, [1, 2, 3]), (3, [1, 0, 0, 0, 0xff]),
            (5, [2, 0, 0, 0, 9, 0]), (12, [1]),
        ] as [(UInt16, [UInt8])] {
            let error = #expect(throws: OutboardError.self) { try caller.callVoid(method, bytes) }
            #expect(error?.code == .invalidPayload)
        }
        try await pair.expectUsable()
    }

    @Test func `arguments of another size than announced are not sent`() async throws {
        let pair = try ProbePair(blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        let caller = pair.probe.caller
        for announced in [-1, 0, 1, 48, 49, 64, 65, 4096, 4097, 10_000] {
            for written in [0, 5, 48, 49, 64, 65, 4096, 4097, 10_001] where announced != written {
                let error = #expect(throws: OutboardError.self) {
                    try caller.call(0, byteCount: announced) { writer in
                        for _ in 0..<written { writer.append(UInt8(1)) }
                    } decode: { (_: inout WireReader) throws(WireError) in
                    }
                }
                #expect(error?.code == .invalidPayload && error?.mayHaveExecuted == false)
                guard announced >= 0 else { continue }
                let later = await #expect(throws: OutboardError.self) {
                    try await caller.callAsync(0, byteCount: announced) { writer in
                        for _ in 0..<written { writer.append(UInt8(1)) }
                    } decode: { (_: inout WireReader) throws(WireError) in
                    }
                }
                #expect(later?.code == .invalidPayload && later?.mayHaveExecuted == false)
            }
        }
        // More often than there are slots: nothing may be left behind.
        for _ in 0..<200 {
            _ = try? caller.call(0, byteCount: 5000) { _ in
            } decode: { (_: inout WireReader) throws(WireError) in
            }
        }
        try await pair.expectUsable()
    }
}

extension Caller {
    /// Calls a method with arguments that are encoded already.
    func callVoid(_ method: UInt16, _ bytes: [UInt8] = []) throws {
        try call(method, byteCount: bytes.count) { writer in
            bytes.withUnsafeBytes { writer.append(contentsOf: $0) }
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }
}
