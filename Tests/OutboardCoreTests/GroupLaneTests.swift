import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

/// Calls to groups whose members have no free lane.
@Suite(.serialized) struct GroupLaneTests {
    typealias Call = ProbeClient.Call

    /// Runs a test while something holds the only lane of one member.
    private func withBusyMember(
        _ member: Int, of count: Int, _ body: (ProbeGroup) async throws -> Void
    ) async throws {
        let probes = try ProbeGroup(count, lanes: 1)
        defer { probes.end() }
        let busy = probes.pairs[member].probe
        async let held: Void = Threads.run { try busy.sleep(milliseconds: -1) }
        #expect(try await probes.pairs[member].gate.waitForArrivals(1))
        try await body(probes)
        probes.pairs[member].gate.open()
        try await held
        try await probes.expectUsable()
    }

    @Test(arguments: [0, 1, 2])
    func `one whose lane is in use does not hold up the others' answers`(_ member: Int) async throws {
        try await withBusyMember(member, of: 3) { probes in
            let group = probes.group
            let answers = try await Threads.run { group.first(2, Call.sum(20, 22)).map { (try? $0.result.get()) ?? 0 } }
            #expect(answers == [42, 42])
        }
    }

    @Test func `one whose lane stays in use times out, and the others do not`() async throws {
        try await withBusyMember(1, of: 3) { probes in
            let group = probes.group.timeout(.seconds(1))
            let results = try await Threads.run { group.all(Call.sum(1, 1)) }
            #expect(results.map { try? $0.get() } == [2, nil, 2])
            let error = #expect(throws: OutboardError.self) { try results[1].get() }
            #expect(error?.code == .timeout && error?.mayHaveExecuted == false)
            #expect(error?.message.contains("all lanes were in use") == true)
        }
    }

    @Test func `one whose lane is in use is called when it is free`() async throws {
        try await withBusyMember(1, of: 3) { probes in
            let group = probes.group
            async let sums = Threads.run { group.all(Call.sum(1, 1)).map { try? $0.get() } }
            try await Threads.run { Threads.sleep(milliseconds: 50) }
            probes.pairs[1].gate.open()
            #expect(try await sums == [2, 2, 2])
        }
    }

    @Test func `several whose lanes are in use are called when they are free`() async throws {
        let probes = try ProbeGroup(3, lanes: 1)
        defer { probes.end() }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for pair in probes.pairs {
                tasks.addTask { try await Threads.run { try pair.probe.sleep(milliseconds: -1) } }
                #expect(try await pair.gate.waitForArrivals(1))
            }
            let group = probes.group
            async let sums = Threads.run { group.all(Call.sum(1, 1)).map { try? $0.get() } }
            for pair in probes.pairs.reversed() {
                try await Threads.run { Threads.sleep(milliseconds: 20) }
                pair.gate.open()
            }
            #expect(try await sums == [2, 2, 2])
            try await tasks.waitForAll()
        }
        try await probes.expectUsable()
    }

    @Test func `who holds a lane of one member and calls another gets it`() async throws {
        let probes = try ProbeGroup(2, lanes: 1)
        let held = Gate()
        defer {
            held.open()
            probes.end()
        }
        let (first, second, group) = (probes.pairs[0].probe, probes.pairs[1].probe, probes.group)
        async let sum = Threads.run {
            try second.caller.pipeline { _ in
                held.pass()
                return try first.sum(20, 22)
            }
        }
        #expect(try await held.waitForArrivals(1))
        async let all = Threads.run { group.all(Call.sleep(milliseconds: -1)).map { (try? $0.get()) != nil } }
        // The group holds the lane of the first, and wants that of the second.
        #expect(try await probes.pairs[0].gate.waitForArrivals(1))
        for pair in probes.pairs { pair.gate.open() }
        held.open()
        #expect(try await sum == 42)
        #expect(try await all == [true, true])
        try await probes.expectUsable()
    }
}
