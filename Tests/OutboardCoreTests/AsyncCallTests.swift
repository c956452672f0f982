import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

@Suite(.serialized) struct AsyncCallTests {
    @Test func `many more calls than the ring has slots`() async throws {
        for slots in [2, 64] {
            let pair = try ProbePair(lanes: 1, slots: slots)
            defer { pair.end() }
            let probe = pair.probe
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<1000 {
                    group.addTask { try await probe.echoLater("\(number)", milliseconds: number % 2) == "\(number)" }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func `answers out of order reach their own calls`() async throws {
        let pair = try ProbePair(slots: 16)
        defer { pair.end() }
        let probe = pair.probe
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<32 {
                group.addTask {
                    let text = "\(number) " + String(repeating: "x", count: number * 10)
                    return try await probe.echoLater(text, milliseconds: (32 - number) * 2) == text
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func `values and errors mixed`() async throws {
        let pair = try ProbePair(slots: 8)
        defer { pair.end() }
        let probe = pair.probe
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<300 {
                group.addTask {
                    do {
                        if number % 3 == 0 {
                            try await probe.failLater(milliseconds: number % 2)
                            return false
                        }
                        return try await probe.echoLater("\(number)", milliseconds: number % 2) == "\(number)"
                    } catch {
                        return number % 3 == 0 && error as? ProbeError == ProbeError(reason: "later")
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test func `a cancelled task gets a CancellationError at once, the late answer is dropped`() async throws {
        let pair = try ProbePair(slots: 4)
        defer { pair.end() }
        let probe = pair.probe
        let tasks = (0..<3).map { number in
            Task { try await probe.echoLater("\(number)", milliseconds: -1) }
        }
        #expect(try await pair.gate.waitForArrivals(3))
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        // One slot is left for others while the three still run.
        #expect(try await probe.echoLater("x", milliseconds: 0) == "x")
        pair.gate.open()
        for number in 0..<100 { #expect(try await probe.echoLater("\(number)", milliseconds: 0) == "\(number)") }
        try await pair.expectUsable()
    }

    @Test func `a task that was cancelled before calls nothing`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let probe = pair.probe
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await probe.echoLater("x", milliseconds: -1)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await pair.expectUsable()
        #expect(pair.gate.count == 0)
    }

    @Test func `a call that waits for a slot can be cancelled and never reaches the plugin`() async throws {
        let pair = try ProbePair(slots: 2)
        defer { pair.end() }
        let probe = pair.probe
        let running = (0..<2).map { _ in Task { try await probe.echoLater("runs", milliseconds: -1) } }
        #expect(try await pair.gate.waitForArrivals(2))
        let waiting = (0..<50).map { _ in Task { try await probe.echoLater("waits", milliseconds: -1) } }
        for _ in 0..<50 { await Task.yield() }
        for task in waiting { task.cancel() }
        for task in waiting { await #expect(throws: CancellationError.self) { try await task.value } }
        pair.gate.open()
        for task in running { #expect(try await task.value == "runs") }
        try await pair.expectUsable()
        #expect(pair.gate.count == 2)
    }

    @Test func `cancellation that races with the answer ends each call once`() async throws {
        let pair = try ProbePair(slots: 8)
        defer { pair.end() }
        let probe = pair.probe
        let tally = Tally()
        for round in 0..<60 {
            let tasks = (0..<20).map { number in
                Task {
                    do {
                        let text = try await probe.echoLater("\(number)", milliseconds: number % 2)
                        tally.count(text == "\(number)" ? "value" : "wrong value")
                    } catch is CancellationError {
                        tally.count("cancelled")
                    } catch {
                        tally.count("\(error)")
                    }
                }
            }
            for _ in 0..<round { await Task.yield() }
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
        #expect(tally["value"] + tally["cancelled"] == 1200, "\(tally.all)")
        try await pair.expectUsable()
    }

    @Test func `cancelling after the answer changes nothing`() async throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let probe = pair.probe
        for _ in 0..<50 {
            let task = Task { try await probe.echoLater("x", milliseconds: 0) }
            #expect(try await task.value == "x")
            task.cancel()
        }
        try await pair.expectUsable()
    }

    @Test func `large payloads of cancelled calls do no harm`() async throws {
        let pair = try ProbePair(slots: 2, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        let probe = pair.probe
        for round in 0..<30 {
            let text = String(repeating: "x", count: [100, 4000, 50_000][round % 3])
            let tasks = (0..<4).map { _ in Task { try await probe.echoLater(text, milliseconds: round % 2) } }
            for _ in 0..<round { await Task.yield() }
            for task in tasks { task.cancel() }
            for task in tasks {
                do {
                    #expect(try await task.value == text)
                } catch {
                    #expect(error is CancellationError)
                }
            }
        }
        try await pair.expectUsable()
    }
}
