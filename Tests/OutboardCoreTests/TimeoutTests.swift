import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

@Suite(.serialized) struct TimeoutTests {
    @Test(arguments: [WaitPolicy.adaptive, .park, .spin])
    func `a synchronous call ends at its time-out, and others work on`(_ policy: WaitPolicy) async throws {
        let pair = try ProbePair(lanes: 2, waiting: policy)
        defer { pair.end() }
        let probe = pair.probe
        let error = try await Threads.run {
            Caught.error { try probe.timeout(.milliseconds(20)).sleep(milliseconds: -1) }
        }
        #expect(error?.code == .timeout && error?.mayHaveExecuted == true)
        #expect(error?.message.hasPrefix("sleep(milliseconds:) was not answered by the plugin within ") == true)
        // The other lane is free; the gate is still closed.
        for _ in 0..<20 { #expect(try probe.sum(1, 2) == 3) }
        pair.gate.open()
        try await pair.expectUsable()
        for _ in 0..<200 { #expect(try probe.sum(1, 2) == 3) }
    }

    @Test func `an asynchronous call ends at its time-out, and others work on`() async throws {
        let pair = try ProbePair(slots: 4)
        defer { pair.end() }
        let probe = pair.probe
        for _ in 0..<3 {
            let error = await #expect(throws: OutboardError.self) {
                _ = try await probe.timeout(.milliseconds(20)).echoLater("x", milliseconds: -1)
            }
            #expect(error?.code == .timeout && error?.mayHaveExecuted == true)
            #expect(error?.message.contains(" was not answered by the plugin within ") == true)
        }
        #expect(try await probe.echoLater("y", milliseconds: 0) == "y")
        pair.gate.open()
        for _ in 0..<20 { #expect(try await probe.echoLater("z", milliseconds: 0) == "z") }
        try await pair.expectUsable()
    }

    @Test func `an asynchronous call that never got a slot was not executed`() async throws {
        let pair = try ProbePair(slots: 2)
        defer { pair.end() }
        let probe = pair.probe
        let running = (0..<2).map { _ in Task { try await probe.echoLater("runs", milliseconds: -1) } }
        #expect(try await pair.gate.waitForArrivals(2))
        let error = await #expect(throws: OutboardError.self) {
            _ = try await probe.timeout(.milliseconds(20)).echoLater("waits", milliseconds: -1)
        }
        #expect(error?.code == .timeout)
        #expect(error?.message.contains(" was not sent to the plugin within ") == true)
        #expect(error?.mayHaveExecuted == false, "it was never sent")
        pair.gate.open()
        for task in running { #expect(try await task.value == "runs") }
        try await pair.expectUsable()
        #expect(pair.gate.count == 2)
    }

    @Test func `a deadline is one moment for all calls`() async throws {
        let pair = try ProbePair(lanes: 2)
        defer { pair.end() }
        let probe = pair.probe
        #expect(try probe.deadline(in: Patience.duration).sum(1, 2) == 3)
        #expect(try await probe.deadline(in: Patience.duration).echoLater("x", milliseconds: 1) == "x")
        let soon = probe.deadline(in: .milliseconds(20))
        let error = try await Threads.run { Caught.error { try soon.sleep(milliseconds: -1) } }
        #expect(error?.code == .timeout)
        // The moment has passed: whatever the call would do, it is over before it begins.
        let late = try await Threads.run { Caught.error { try soon.sleep(milliseconds: -1) } }
        #expect(late?.code == .timeout && late?.mayHaveExecuted == false)
        #expect(late?.message == "sleep(milliseconds:) was not sent to the plugin: its deadline had passed already")
        let laterStill = await #expect(throws: OutboardError.self) {
            _ = try await soon.echoLater("x", milliseconds: -1)
        }
        #expect(laterStill?.code == .timeout)
        pair.gate.open()
        try await pair.expectUsable()
    }

    @Test(arguments: [Duration.zero, .nanoseconds(1), .seconds(-5), .microseconds(1)])
    func `a time-out of nothing is a time-out or an answer`(_ timeout: Duration) async throws {
        let pair = try ProbePair(lanes: 2)
        defer { pair.end() }
        for probe in [pair.probe.timeout(timeout), pair.probe.deadline(in: timeout)] {
            for _ in 0..<100 {
                let error = Caught.error { _ = try probe.sum(1, 2) }
                // Busy when more calls were left behind than the plugin has answered yet.
                #expect(error == nil || error?.code == .timeout || error?.code == .busy)
            }
            for _ in 0..<100 {
                do {
                    #expect(try await probe.echoLater("x", milliseconds: 0) == "x")
                } catch let error as OutboardError {
                    #expect(error.code == .timeout)
                }
            }
        }
        try await pair.expectUsable()
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(1 << 40), .nanoseconds(Int64.max)])
    func `the longest time-outs are no problem`(_ timeout: Duration) async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        for probe in [pair.probe.timeout(timeout), pair.probe.deadline(in: timeout), pair.probe.timeout(nil)] {
            #expect(try probe.sum(1, 2) == 3)
            #expect(try await probe.echoLater("x", milliseconds: 2) == "x")
        }
    }

    @Test func `time-outs that race with answers end each call once`() async throws {
        let pair = try ProbePair(lanes: 2, slots: 16)
        defer { pair.end() }
        let probe = pair.probe
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<600 {
                group.addTask {
                    do {
                        let client = probe.timeout(.microseconds(300 + number * 5))
                        return try await client.echoLater("\(number)", milliseconds: 1) == "\(number)"
                    } catch {
                        return (error as? OutboardError)?.code == .timeout
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
        try await pair.expectUsable()
    }

    @Test func `synchronous time-outs that race with answers give the right answer or none`() async throws {
        let pair = try ProbePair(lanes: 2, slots: 16)
        defer { pair.end() }
        let probe = pair.probe
        let counts = try await Threads.run {
            var counts = (values: 0, timeouts: 0, busy: 0, others: 0)
            for number in 0..<2000 {
                do {
                    let sum = try probe.timeout(.microseconds(number % 100)).sum(number, 1)
                    if sum == number + 1 { counts.values += 1 } else { counts.others += 1 }
                } catch let error as OutboardError where error.code == .timeout {
                    counts.timeouts += 1
                } catch let error as OutboardError where error.code == .busy {
                    counts.busy += 1
                } catch {
                    counts.others += 1
                }
            }
            return counts
        }
        #expect(counts.others == 0)
        #expect(counts.values + counts.timeouts + counts.busy == 2000)
        try await pair.expectUsable()
    }
}

/// What a closure threw.
enum Caught {
    /// The error of the runtime that a closure throws; any other error counts as one without a code that fits.
    static func error(_ body: () throws -> Void) -> OutboardError? {
        do {
            try body()
            return nil
        } catch let error as OutboardError {
            return error
        } catch {
            return OutboardError(code: .invalidConfiguration, message: "another error: \(error)")
        }
    }
}
