import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

/// Calls to several plugins at once that suspend the task.
@Suite(.serialized) struct AsyncGroupTests {
    typealias Call = ProbeClient.Call

    @Test func `all answers come in the order of the group`() async throws {
        let probes = try ProbeGroup(5)
        defer { probes.end() }
        for number in 0..<100 {
            let sums = await probes.group.all(Call.sum(number, 1)).map { try? $0.get() }
            #expect(sums == Array(repeating: number + 1, count: 5))
        }
        try await probes.expectUsable()
    }

    @Test func `the first values are enough`() async throws {
        let probes = try ProbeGroup(4)
        defer { probes.end() }
        probes.pairs[1].gate.open()
        probes.pairs[3].gate.open()
        let answers = await probes.group.first(2, Call.echoLater("x", milliseconds: -1))
        #expect(Set(answers.map(\.index)) == [1, 3] && answers.compactMap(\.value) == ["x", "x"])
        let (index, value) = try await probes.group.first(Call.echoLater("y", milliseconds: -1))
        #expect([1, 3].contains(index) && value == "y")
        for pair in probes.pairs { pair.gate.open() }
        try await probes.expectUsable()
    }

    @Test func `without a value there is an error with all the causes`() async throws {
        let probes = try ProbeGroup(3)
        defer { probes.end() }
        let group = probes.group
        let error = await #expect(throws: GroupError.self) { _ = try await group.first(Call.fail(reason: "no")) }
        let causes = error?.failures.compactMap { $0 as? ProbeError }
        #expect(causes == Array(repeating: ProbeError(reason: "no"), count: 3))
    }

    @Test func `answers come as they are given`() async throws {
        let probes = try ProbeGroup(3)
        defer { probes.end() }
        var order: [Int] = []
        var next = [2, 0, 1][...]
        probes.pairs[2].gate.open()
        for await answer in probes.group.answers(to: Call.echoLater("x", milliseconds: -1)) {
            #expect(answer.value == "x")
            order.append(answer.index)
            next.removeFirst()
            if let index = next.first { probes.pairs[index].gate.open() }
        }
        #expect(order == [2, 0, 1])
    }

    @Test func `leaving the loop cancels the rest`() async throws {
        let probes = try ProbeGroup(3, slots: 2)
        defer { probes.end() }
        probes.pairs[0].gate.open()
        // More often than there are slots: each round leaves the others' calls behind.
        for round in 1...2 {
            for await answer in probes.group.answers(to: Call.echoLater("x", milliseconds: -1)) {
                #expect(answer.index == 0)
                // A call that is cancelled before it is sent never arrives.
                #expect(try await probes.pairs[1].gate.waitForArrivals(round))
                break
            }
        }
        let error = await #expect(throws: OutboardError.self) {
            try await probes.pairs[1].probe.backPressure(.fail).echoLater("", milliseconds: 0)
        }
        #expect(error?.code == .busy)
        for pair in probes.pairs { pair.gate.open() }
        try await probes.expectUsable()
    }

    @Test func `cancelling the task cancels all`() async throws {
        let probes = try ProbeGroup(3)
        defer { probes.end() }
        let group = probes.group
        let all = Task { await group.all(Call.echoLater("x", milliseconds: -1)) }
        let first = Task { try await group.first(Call.echoLater("x", milliseconds: -1)) }
        let loop = Task {
            var count = 0
            for await _ in group.answers(to: Call.echoLater("x", milliseconds: -1)) { count += 1 }
            return count
        }
        for pair in probes.pairs { #expect(try await pair.gate.waitForArrivals(3)) }
        for task in [all.cancel, first.cancel, loop.cancel] { task() }
        for result in await all.value { #expect(throws: CancellationError.self) { try result.get() } }
        await #expect(throws: CancellationError.self) { _ = try await first.value }
        #expect(await loop.value == 0)
        for pair in probes.pairs { pair.gate.open() }
        try await probes.expectUsable()
    }

    @Test func `one that dies is an outcome`() async throws {
        let probes = try ProbeGroup(3)
        defer { probes.end() }
        let group = probes.group
        let task = Task { await group.all(Call.echoLater("x", milliseconds: -1)) }
        for pair in probes.pairs { #expect(try await pair.gate.waitForArrivals(1)) }
        probes.pairs[1].plugin.die()
        for index in [0, 2] { probes.pairs[index].gate.open() }
        let results = await task.value
        #expect(results.map { try? $0.get() } == ["x", nil, "x"])
        #expect(throws: OutboardError.self) { try results[1].get() }
    }
}
