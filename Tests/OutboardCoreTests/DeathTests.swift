import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

@Suite(.serialized) struct DeathTests {
    @Test(arguments: [WaitPolicy.adaptive, .park, .spin])
    func `every call in flight fails once, with the cause`(_ policy: WaitPolicy) async throws {
        // Without time-outs: a call that is forgotten hangs.
        let pair = try ProbePair(lanes: 3, slots: 4, waiting: policy, timeout: nil)
        defer { pair.end() }
        let probe = pair.probe
        let tally = Tally()
        await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    let error = try await Threads.run { Caught.error { try probe.sleep(milliseconds: -1) } }
                    tally.count(
                        "\(error?.code == .lost) \(error?.mayHaveExecuted == true) \(error?.message.contains("as told") == true)"
                    )
                }
            }
            for _ in 0..<10 {
                group.addTask {
                    do {
                        _ = try await probe.echoLater("x", milliseconds: -1)
                        tally.count("value")
                    } catch let error as OutboardError {
                        let isExpected =
                            error.code == .lost && error.mayHaveExecuted
                            || error.code == .notSent && !error.mayHaveExecuted
                        tally.count("later \(isExpected) \(error.message.contains("as told"))")
                    }
                }
            }
            let arrived = try? await pair.gate.waitForArrivals(7)
            #expect(arrived == true)
            pair.plugin.die()
        }
        #expect(tally.all == ["true true true": 3, "later true true": 10])
        let later = Caught.error { _ = try probe.sum(1, 2) }
        #expect(later?.code == .notSent && later?.mayHaveExecuted == false)
        let laterStill = await #expect(throws: OutboardError.self) {
            _ = try await probe.echoLater("x", milliseconds: 0)
        }
        #expect(laterStill?.code == .notSent)
    }

    @Test func `callers that wait for a lane are told`() async throws {
        let pair = try ProbePair(lanes: 1, timeout: nil)
        defer { pair.end() }
        let probe = pair.probe
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let error = try await Threads.run { Caught.error { try probe.sleep(milliseconds: -1) } }
                tally.count("\(String(describing: error?.code))")
            }
            #expect(try await pair.gate.waitForArrivals(1))
            for _ in 0..<8 {
                group.addTask {
                    let error = try await Threads.run { Caught.error { _ = try probe.sum(1, 2) } }
                    tally.count("\(String(describing: error?.code))")
                }
            }
            try await Threads.run { Threads.sleep(milliseconds: 30) }
            pair.plugin.die()
            try await group.waitForAll()
        }
        #expect(tally.all == ["Optional(lost)": 1, "Optional(notSent)": 8])
    }

    @Test func `dying twice, and stopping after, changes nothing`() async throws {
        let pair = try ProbePair(timeout: nil)
        defer { pair.end() }
        pair.plugin.die("first")
        pair.plugin.die("second")
        pair.plugin.stop()
        pair.plugin.stop()
        let error = Caught.error { _ = try pair.probe.sum(1, 2) }
        #expect(error?.code == .notSent && error?.message.contains("first") == true)
    }

    @Test(arguments: 0..<12)
    func `death in the middle of traffic ends every call once`(_ round: Int) async throws {
        let pair = try ProbePair(
            lanes: 2, slots: [2, 64][round % 2], blockBytes: 64, bulkBytes: 4096,
            waiting: [.adaptive, .park, .spin][round % 3], timeout: nil)
        defer { pair.end() }
        let probe = pair.probe
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    try await Threads.run {
                        for number in 0..<100_000 {
                            do {
                                let bytes = LocalProbe.bytes(
                                    [0, 10, 60, 3000, 9000][(number + thread) % 5], seed: number)
                                if try probe.echo(bytes: bytes) != bytes { tally.count("wrong bytes") }
                            } catch let error as OutboardError {
                                tally.count("\(error.code)")
                                return
                            }
                        }
                        tally.count("never ended")
                    }
                }
            }
            for _ in 0..<20 {
                group.addTask {
                    for number in 0..<100_000 {
                        do {
                            let text = String(repeating: "x", count: number % 3000)
                            if try await probe.echoLater(text, milliseconds: number % 2) != text {
                                tally.count("wrong text")
                            }
                        } catch let error as OutboardError {
                            tally.count("\(error.code)")
                            return
                        }
                    }
                    tally.count("never ended")
                }
            }
            try await Threads.run { Threads.sleep(milliseconds: 5 + round * 5) }
            pair.plugin.die()
            try await group.waitForAll()
        }
        #expect(tally["lost"] + tally["notSent"] == 24, "\(tally.all)")
        #expect(Set(tally.all.keys).isSubset(of: ["lost", "notSent"]), "\(tally.all)")
    }
}
