import OutboardRing
import OutboardTesting
import ProbeInterface
import Testing

@testable import OutboardCore

/// Many calls on one lane, as values.
@Suite(.serialized) struct BatchTests {
    typealias Call = ProbeClient.Call

    private static func code<Value>(_ result: Result<Value, any Error>) -> OutboardError.Code? {
        if case .failure(let error as OutboardError) = result { error.code } else { nil }
    }

    @Test(arguments: [2, 64], [WaitPolicy.adaptive, .park])
    func `any number of calls, each result in its place`(_ slots: Int, _ policy: WaitPolicy) async throws {
        let pair = try ProbePair(slots: slots, waiting: policy)
        defer { pair.end() }
        let probe = pair.probe
        for count in [0, 1, slots - 1, slots, slots + 1, 1000] {
            let sums = try await Threads.run {
                probe.batch((0..<count).map { Call.sum($0, 1) }).map { try? $0.get() }
            }
            #expect(sums == (0..<count).map { $0 + 1 })
        }
        try await pair.expectUsable()
    }

    @Test func `answers in any order`() async throws {
        let pair = try ProbePair(slots: 16)
        defer { pair.end() }
        let probe = pair.probe
        let texts = try await Threads.run {
            probe.batch((0..<100).map { Call.echoLater("\($0)", milliseconds: (100 - $0) % 7) }).map { try? $0.get() }
        }
        #expect(texts == (0..<100).map { "\($0)" })
        try await pair.expectUsable()
    }

    @Test func `different results, and errors among them`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let probe = pair.probe
        try await Threads.run {
            let (sum, nothing, bytes, failed) = probe.batch(
                Call.sum(1, 2), Call.null(), Call.echo(bytes: [1, 2, 3]), Call.fail(reason: "because"))
            let three = try sum.get()
            #expect(three == 3)
            #expect(throws: Never.self) { try nothing.get() }
            let echo = try bytes.get()
            #expect(echo == [1, 2, 3])
            #expect(throws: ProbeError(reason: "because")) { try failed.get() }
        }
        try await pair.expectUsable()
    }

    @Test func `payloads of every class`() async throws {
        let pair = try ProbePair(slots: 4, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        let probe = pair.probe
        let all = [0, 44, 45, 60, 61, 4000, 5000, 100_000].map { LocalProbe.bytes($0) }
        let echoes = try await Threads.run {
            probe.batch((0..<5).flatMap { _ in all.map { Call.echo(bytes: $0) } }).map { try? $0.get() }
        }
        #expect(echoes == (0..<5).flatMap { _ in all })
        try await pair.expectUsable()
    }

    @Test func `a call that cannot be sent fails alone`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let probe = pair.probe
        let wrong = MethodCall<ProbeClient, Int>(2, byteCount: 16) { _ in
        } decode: { (_: inout WireReader) throws(WireError) -> Int in
            0
        }
        let unknown = MethodCall<ProbeClient, Int>(999)
        let results = try await Threads.run { probe.batch([Call.sum(1, 1), wrong, unknown, Call.sum(2, 2)]) }
        #expect(results.map { try? $0.get() } == [2, nil, nil, 4])
        #expect(results.map { Self.code($0) } == [nil, .invalidPayload, .unknownMethod, nil])
        try await pair.expectUsable()
    }

    @Test func `a plugin that sleeps is woken once`() async throws {
        let pair = try ProbePair(lanes: 1, waiting: .park)
        defer { pair.end() }
        let probe = pair.probe
        let words = probe.caller.binding.channel.lanes.pointee.own
        try await Threads.run {
            try probe.null()
            Threads.sleep(milliseconds: 50)
            let before = words.bells
            let sums = probe.batch((0..<60).map { Call.sum($0, 0) }).map { try? $0.get() }
            #expect(sums == Array(0..<60))
            let bells = words.bells - before
            #expect(bells == 1)
        }
    }

    @Test func `when the plugin dies, everything that is open fails once`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 8)
        defer { pair.end() }
        let probe = pair.probe
        let calls = [Call.sleep(milliseconds: 0)] + (0..<20).map { _ in Call.sleep(milliseconds: -1) }
        async let outcomes = Threads.run { probe.batch(calls) }
        #expect(try await pair.gate.waitForArrivals(1))
        pair.plugin.die()
        let results = try await outcomes
        #expect(Self.code(results[0]) == nil)
        let codes = results.dropFirst().map { Self.code($0) }
        #expect(codes.allSatisfy { $0 == .lost || $0 == .notSent } && codes.contains(.lost) && codes.contains(.notSent))
    }

    @Test func `without an answer in time, everything that is open fails once`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 4)
        defer { pair.end() }
        let probe = pair.probe
        let calls = (0..<10).map { _ in Call.sleep(milliseconds: -1) }
        let results = try await Threads.run { probe.timeout(.milliseconds(50)).batch(calls) }
        #expect(results.allSatisfy { Self.code($0) == .timeout })
        let sent = results.count { result in
            if case .failure(let error as OutboardError) = result { error.mayHaveExecuted } else { false }
        }
        #expect(sent == 4)
        // The lane is full of them: a batch on it is refused.
        let refused = try await Threads.run { probe.batch([Call.sum(1, 1), Call.sum(2, 2)]) }
        #expect(refused.map { Self.code($0) } == [.busy, .busy])
        pair.gate.open()
        #expect(try await pair.gate.waitForArrivals(4))
        for _ in 0..<500 {
            guard (try? await Threads.run { try probe.null() }) == nil else { break }
            Threads.sleep(milliseconds: 5)
        }
        try await pair.expectUsable()
    }

    @Test func `in a task it is cancelled with it`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let probe = pair.probe
        let sums = await probe.batch((0..<200).map { Call.sum($0, 1) }).map { try? $0.get() }
        #expect(sums == Array(1...200))
        let task = Task { await probe.batch((0..<3).map { Call.echoLater("\($0)", milliseconds: -1) }) }
        #expect(try await pair.gate.waitForArrivals(3))
        task.cancel()
        for result in await task.value { #expect(throws: CancellationError.self) { try result.get() } }
        pair.gate.open()
        try await pair.expectUsable()
    }
}
