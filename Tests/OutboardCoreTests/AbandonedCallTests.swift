import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

/// A caller that gives up leaves a call behind: the lane must not suffer from it once the plugin has answered.
@Suite(.serialized) struct AbandonedCallTests {
    /// Makes `count` calls that time out on the only lane, then lets the plugin answer them.
    private func abandon(_ count: Int, _ pair: ProbePair) async throws {
        let probe = pair.probe
        let codes = try await Threads.run {
            (0..<count).map { _ in
                Caught.error { try probe.timeout(.milliseconds(20)).sleep(milliseconds: -1) }?.code
            }
        }
        #expect(codes.allSatisfy { $0 == .timeout })
        pair.gate.open()
        #expect(try await pair.gate.waitForArrivals(count))
    }

    /// Calls until it works; the plugin may need a moment to answer what was left behind.
    private func expectRecovery(_ pair: ProbePair) async throws {
        let probe = pair.probe
        let code = try await Threads.run { () -> OutboardError.Code? in
            var code: OutboardError.Code?
            for _ in 0..<500 {
                code = Caught.error { _ = try probe.sum(1, 2) }?.code
                guard code != nil else { return nil }
                Threads.sleep(milliseconds: 10)
            }
            return code
        }
        #expect(code == nil, "the lane does not recover")
    }

    @Test(arguments: [2, 4, 64])
    func `a lane whose slots were all left behind recovers`(_ slots: Int) async throws {
        let pair = try ProbePair(lanes: 1, slots: slots)
        defer { pair.end() }
        try await abandon(slots, pair)
        try await expectRecovery(pair)
        try await pair.expectUsable()
    }

    @Test func `as long as all slots are taken, calls are refused at once and without effect`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 2)
        defer { pair.end() }
        let probe = pair.probe
        let codes = try await Threads.run {
            (0..<2).map { _ in Caught.error { try probe.timeout(.milliseconds(20)).sleep(milliseconds: -1) }?.code }
        }
        #expect(codes == [.timeout, .timeout])
        for _ in 0..<10 {
            let error = Caught.error { _ = try probe.sum(1, 2) }
            #expect(error?.code == .busy && error?.mayHaveExecuted == false)
        }
        pair.gate.open()
        try await expectRecovery(pair)
    }

    @Test func `a pipeline whose answers nobody took does not spoil the lane`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 8)
        defer { pair.end() }
        let probe = pair.probe
        for _ in 0..<3 {
            try await Threads.run {
                try probe.caller.pipeline { pipeline in
                    for _ in 0..<pipeline.capacity { try pipeline.submit(0, byteCount: 0) { _ in } }
                }
            }
            try await expectRecovery(pair)
        }
        try await pair.expectUsable()
    }

    @Test(arguments: [WaitPolicy.park, .adaptive])
    func `a pipeline wakes the plugin although an old answer lies before it`(_ policy: WaitPolicy) async throws {
        let pair = try ProbePair(lanes: 1, waiting: policy, timeout: Patience.duration)
        defer { pair.end() }
        let probe = pair.probe
        for _ in 0..<3 {
            let code = try await Threads.run { () -> OutboardError.Code? in
                _ = Caught.error { try probe.timeout(.milliseconds(5)).sleep(milliseconds: 30) }
                // Long enough for the plugin to answer and to fall asleep.
                for _ in 0..<20 { Threads.sleep(milliseconds: 10) }
                return Caught.error {
                    try probe.caller.pipeline { pipeline in
                        try pipeline.submit(0, byteCount: 0) { _ in }
                        try pipeline.next { (_: inout WireReader) throws(WireError) in }
                    }
                }?.code
            }
            #expect(code == nil, "the plugin was not woken")
        }
    }

    @Test func `large results of calls left behind are given back`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 4, blockBytes: 64, bulkBytes: 0, timeout: Patience.duration)
        defer { pair.end() }
        let probe = pair.probe
        for round in 0..<6 {
            try await Threads.run {
                // Times out before, while or after it asks for room.
                _ = Caught.error { _ = try probe.timeout(.microseconds(round * 200)).make(byteCount: 50_000 + round) }
            }
            try await expectRecovery(pair)
            let bytes = LocalProbe.bytes(20_000, seed: round)
            #expect(try probe.echo(bytes: bytes) == bytes)
        }
    }
}
