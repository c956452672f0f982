import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

@Suite(.serialized) struct PipelineTests {
    private func sum(_ pipeline: inout CallPipeline, _ first: Int, _ second: Int) throws -> UInt32 {
        try pipeline.submit(2, byteCount: 16) { writer in
            first.encode(into: &writer)
            second.encode(into: &writer)
        }
    }

    private func next<T: WireValue>(_ pipeline: inout CallPipeline, as type: T.Type) throws -> T {
        try pipeline.next { (reader: inout WireReader) throws(WireError) in try reader.next(T.self) }
    }

    @Test(arguments: [2, 4, 64, 1024])
    func `windows of every size bring the right answers in order`(_ slots: Int) async throws {
        for policy in [WaitPolicy.adaptive, .park, .spin] {
            let pair = try ProbePair(lanes: 1, slots: slots, waiting: policy)
            defer { pair.end() }
            try pair.probe.caller.pipeline { pipeline in
                #expect(pipeline.capacity == slots)
                for window in [1, 2, slots / 2, slots - 1, slots] where window > 0 {
                    var mistakes = 0
                    for round in 0..<5 {
                        let identities = try (0..<window).map { try sum(&pipeline, $0, round) }
                        if Set(identities).count != window || pipeline.inFlight != window { mistakes += 1 }
                        for index in 0..<window {
                            if try next(&pipeline, as: Int.self) != index + round { mistakes += 1 }
                            if pipeline.lastAnswered != identities[index] { mistakes += 1 }
                        }
                        if pipeline.inFlight != 0 { mistakes += 1 }
                    }
                    #expect(mistakes == 0, "window \(window), \(policy)")
                }
            }
            try await pair.expectUsable()
        }
    }

    @Test func `a window that slides over many laps`() throws {
        let pair = try ProbePair(lanes: 1, slots: 16)
        defer { pair.end() }
        try pair.probe.caller.pipeline { pipeline in
            var (sent, received, mistakes) = (0, 0, 0)
            while received < 20_000 {
                while sent < 20_000, sent - received < 16 {
                    _ = try sum(&pipeline, sent, 1)
                    sent += 1
                }
                if try next(&pipeline, as: Int.self) != received + 1 { mistakes += 1 }
                received += 1
            }
            #expect(mistakes == 0)
        }
    }

    @Test func `beyond its capacity it is busy, and goes on when an answer was taken`() throws {
        let pair = try ProbePair(lanes: 1, slots: 4)
        defer { pair.end() }
        try pair.probe.caller.pipeline { pipeline in
            for index in 0..<4 { _ = try sum(&pipeline, index, 0) }
            for turn in 4..<40 {
                for _ in 0..<3 {
                    var code: OutboardError.Code?
                    do { _ = try sum(&pipeline, 0, 0) } catch let error as OutboardError { code = error.code }
                    #expect(code == .busy)
                    #expect(pipeline.inFlight == 4)
                }
                #expect(try next(&pipeline, as: Int.self) == turn - 4)
                _ = try sum(&pipeline, turn, 0)
            }
            for turn in 36..<40 { #expect(try next(&pipeline, as: Int.self) == turn) }
        }
    }

    @Test func `without a call in flight there is nothing to wait for`() throws {
        let pair = try ProbePair(lanes: 1)
        defer { pair.end() }
        try pair.probe.caller.pipeline { pipeline in
            #expect(throws: OutboardError.self) { _ = try next(&pipeline, as: Int.self) }
            _ = try sum(&pipeline, 1, 2)
            #expect(try next(&pipeline, as: Int.self) == 3)
            #expect(throws: OutboardError.self) { _ = try next(&pipeline, as: Int.self) }
        }
    }

    @Test func `payloads of all sizes in one window`() throws {
        let pair = try ProbePair(lanes: 1, slots: 16, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        try pair.probe.caller.pipeline { pipeline in
            for round in 0..<20 {
                let payloads = (0..<16).map {
                    LocalProbe.bytes([0, 30, 44, 60, 61, 4000, 4093, 20_000][($0 + round) % 8])
                }
                for bytes in payloads {
                    try pipeline.submit(1, byteCount: bytes.wireByteCount) { bytes.encode(into: &$0) }
                }
                for bytes in payloads { #expect(try next(&pipeline, as: [UInt8].self) == bytes) }
            }
        }
    }

    @Test func `an error belongs to its call, the others go on`() throws {
        let pair = try ProbePair(lanes: 1)
        defer { pair.end() }
        try pair.probe.caller.pipeline { pipeline in
            _ = try sum(&pipeline, 1, 1)
            try pipeline.submit(3, byteCount: 5) { "x".encode(into: &$0) }
            try pipeline.submit(4, byteCount: 0) { _ in }
            try pipeline.submit(2, byteCount: 1) { $0.append(UInt8(0)) }
            _ = try sum(&pipeline, 2, 2)
            #expect(try next(&pipeline, as: Int.self) == 2)
            #expect(throws: ProbeError(reason: "x")) { _ = try next(&pipeline, as: Int.self) }
            #expect(throws: RemoteError.self) { _ = try next(&pipeline, as: Int.self) }
            let error = #expect(throws: OutboardError.self) { _ = try next(&pipeline, as: Int.self) }
            #expect(error?.code == .invalidPayload)
            #expect(error?.message.contains("sum(_:_:)") == true)
            #expect(try next(&pipeline, as: Int.self) == 4)
            #expect(pipeline.inFlight == 0)
        }
    }

    @Test func `names the method that failed, not the one sent last`() throws {
        let pair = try ProbePair(lanes: 1)
        defer { pair.end() }
        try pair.probe.caller.pipeline { pipeline in
            try pipeline.submit(2, byteCount: 1) { $0.append(UInt8(0)) }
            try pipeline.submit(0, byteCount: 0) { _ in }
            let error = #expect(throws: OutboardError.self) { _ = try next(&pipeline, as: Int.self) }
            #expect(error?.message.contains("sum(_:_:)") == true, "\(String(describing: error))")
            try pipeline.next { (_: inout WireReader) throws(WireError) in }
        }
    }

    @Test func `what is not encoded as announced, or not known, is not sent`() throws {
        let pair = try ProbePair(lanes: 1, slots: 2, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        try pair.probe.caller.pipeline { pipeline in
            for count in [0, 1, 48, 49, 64, 65, 5000] {
                #expect(throws: OutboardError.self) {
                    try pipeline.submit(0, byteCount: count + 1) { writer in
                        for _ in 0..<count { writer.append(UInt8(1)) }
                    }
                }
                #expect(throws: OutboardError.self) {
                    try pipeline.submit(99, byteCount: count) { writer in
                        for _ in 0..<count { writer.append(UInt8(1)) }
                    }
                }
            }
            #expect(pipeline.inFlight == 0)
            _ = try sum(&pipeline, 1, 2)
            #expect(try next(&pipeline, as: Int.self) == 3)
        }
    }

    @Test func `ends with the error of its closure, and the lane is free again`() async throws {
        struct Stop: Error {}
        let pair = try ProbePair(lanes: 1, slots: 4)
        defer { pair.end() }
        for _ in 0..<20 {
            #expect(throws: Stop.self) {
                try pair.probe.caller.pipeline { pipeline in
                    _ = try sum(&pipeline, 1, 1)
                    throw Stop()
                }
            }
            // The plugin answers what was left behind in its own time.
            try await Threads.run { Threads.sleep(milliseconds: 10) }
        }
        try await pair.expectUsable()
    }

    @Test func `a time-out gives up its calls`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 4)
        defer { pair.end() }
        let caller = pair.probe.caller.timeout(.milliseconds(20))
        let code = try await Threads.run {
            try caller.pipeline { pipeline in
                try pipeline.submit(6, byteCount: 8) { (-1).encode(into: &$0) }
                let error = Caught.error { try pipeline.next { (_: inout WireReader) throws(WireError) in } }
                #expect(pipeline.inFlight == 0)
                return error?.code
            }
        }
        #expect(code == .timeout)
        pair.gate.open()
        try await pair.expectUsable()
    }

    @Test func `fails once and not again when the plugin dies`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 4)
        defer { pair.end() }
        let probe = pair.probe
        async let codes = Threads.run {
            try probe.caller.pipeline { pipeline in
                for _ in 0..<3 { try pipeline.submit(6, byteCount: 8) { (-1).encode(into: &$0) } }
                return (0..<2).map { _ in
                    Caught.error { try pipeline.next { (_: inout WireReader) throws(WireError) in } }?.code
                } + [Caught.error { try pipeline.submit(0, byteCount: 0) { _ in } }?.code]
            }
        }
        #expect(try await pair.gate.waitForArrivals(1))
        pair.plugin.die()
        #expect(try await codes == [.lost, .invalidConfiguration, .notSent])
    }
}
