import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

/// Calls to several plugins at once that block the thread.
@Suite(.serialized) struct GroupTests {
    typealias Call = ProbeClient.Call

    private static func code<Value>(_ result: Result<Value, any Error>) -> OutboardError.Code? {
        if case .failure(let error as OutboardError) = result { error.code } else { nil }
    }

    @Test(arguments: [WaitPolicy.adaptive, .spin, .park], [1, 2, 5])
    func `all answers come in the order of the group`(_ policy: WaitPolicy, _ count: Int) async throws {
        let probes = try ProbeGroup(count, waiting: policy)
        defer { probes.end() }
        let group = probes.group
        let areRight = try await Threads.run {
            (0..<300).allSatisfy { number in
                let sums = group.all(Call.sum(number, 1)).map { try? $0.get() }
                return sums == Array(repeating: number + 1, count: count)
            }
        }
        #expect(areRight)
        try await probes.expectUsable()
    }

    @Test func `a group of none has no answers`() async throws {
        let group = try PluginGroup<ProbeClient>([])
        let error = try await Threads.run { () -> GroupError? in
            guard group.all(Call.null()).isEmpty, group.first(3, Call.null()).isEmpty else { return nil }
            do { _ = try group.first(Call.null()) } catch let error as GroupError { return error }
            return nil
        }
        #expect(error?.failures.isEmpty == true)
        #expect(await group.all(Call.null()).isEmpty)
        for await _ in group.answers(to: Call.null()) { Issue.record("an answer of nobody") }
    }

    @Test func `a plugin is in a group once`() throws {
        let pair = try ProbePair()
        defer { pair.end() }
        let error = #expect(throws: OutboardError.self) { _ = try PluginGroup([pair.probe, pair.probe.timeout(nil)]) }
        #expect(error?.code == .invalidConfiguration)
    }

    @Test func `errors of the plugins are outcomes like others`() async throws {
        let probes = try ProbeGroup(3)
        defer { probes.end() }
        let group = probes.group
        try await Threads.run {
            for result in group.all(Call.fail(reason: "because")) {
                #expect(throws: ProbeError(reason: "because")) { try result.get() }
            }
            let failed = group.first(2, Call.fail(reason: "because"))
            #expect(failed.count == 3 && Set(failed.map(\.index)) == [0, 1, 2])
            let error = #expect(throws: GroupError.self) { try group.first(Call.fail(reason: "because")) }
            #expect(error?.failures.count == 3)
        }
        try await probes.expectUsable()
    }

    @Test(arguments: [WaitPolicy.adaptive, .park])
    func `the first values are enough, and late answers do no harm`(_ policy: WaitPolicy) async throws {
        let probes = try ProbeGroup(4, waiting: policy)
        defer { probes.end() }
        let group = probes.group
        // The lane of each but the last two is held up.
        try await Threads.run {
            let slow = try PluginGroup(Array(group.clients[..<2]))
            let codes = slow.timeout(.milliseconds(50)).all(Call.sleep(milliseconds: -1)).map { Self.code($0) }
            #expect(codes == [.timeout, .timeout])
            for _ in 0..<20 {
                let answers = group.first(2, Call.sum(1, 2))
                #expect(answers.compactMap(\.value) == [3, 3])
                #expect(answers.count == 2)
            }
            let (index, value) = try group.first(Call.sum(3, 4))
            #expect(value == 7 && group.clients.indices.contains(index))
        }
        for pair in probes.pairs { pair.gate.open() }
        try await probes.expectUsable()
    }

    @Test(arguments: [WaitPolicy.adaptive, .park])
    func `one that does not answer times out and delays no other`(_ policy: WaitPolicy) async throws {
        let probes = try ProbeGroup(3, waiting: policy)
        defer { probes.end() }
        for pair in [probes.pairs[0], probes.pairs[2]] { pair.gate.open() }
        let group = probes.group.timeout(.milliseconds(200))
        let results = try await Threads.run { group.all(Call.sleep(milliseconds: -1)) }
        #expect(Self.code(results[0]) == nil && Self.code(results[2]) == nil)
        guard case .failure(let error as OutboardError) = results[1] else {
            Issue.record("\(results[1])")
            return
        }
        #expect(error.code == .timeout && error.mayHaveExecuted)
        #expect(error.message.hasPrefix("sleep(milliseconds:) was not answered by the plugin within "))
        probes.pairs[1].gate.open()
        try await probes.expectUsable()
    }

    @Test func `a deadline that has passed sends nothing`() async throws {
        let probes = try ProbeGroup(2)
        defer { probes.end() }
        let group = probes.group.deadline(in: .zero)
        let results = try await Threads.run { group.all(Call.sleep(milliseconds: -1)) }
        #expect(results.map { Self.code($0) } == [.timeout, .timeout])
        #expect(probes.pairs.allSatisfy { $0.gate.count == 0 })
    }

    @Test(arguments: [WaitPolicy.adaptive, .park])
    func `one that dies in mid-call is an outcome`(_ policy: WaitPolicy) async throws {
        let probes = try ProbeGroup(3, waiting: policy)
        defer { probes.end() }
        let group = probes.group
        async let results = Threads.run { group.all(Call.sleep(milliseconds: -1)) }
        for pair in probes.pairs { #expect(try await pair.gate.waitForArrivals(1)) }
        probes.pairs[0].plugin.die()
        probes.pairs[1].gate.open()
        probes.pairs[2].gate.open()
        #expect(try await results.map { Self.code($0) } == [.lost, nil, nil])
        let later = try await Threads.run { group.all(Call.sum(1, 1)) }
        #expect(later.map { Self.code($0) } == [.notSent, nil, nil])
        let (index, value) = try await Threads.run { try group.first(Call.sum(1, 1)) }
        #expect(index != 0 && value == 2)
    }

    @Test func `payloads of every class`() async throws {
        let probes = try ProbeGroup(3)
        defer { probes.end() }
        let group = probes.group
        for byteCount in [0, 44, 45, 4000, 100_000, 3_000_000] {
            let bytes = LocalProbe.bytes(byteCount)
            let areRight = try await Threads.run {
                group.all(Call.echo(bytes: bytes)).allSatisfy { (try? $0.get()) == bytes }
            }
            #expect(areRight, "\(byteCount)")
        }
        try await probes.expectUsable()
    }

    @Test func `arguments of another size than announced reach nobody`() async throws {
        let probes = try ProbeGroup(2)
        defer { probes.end() }
        let group = probes.group
        for byteCount in [4, -1] {
            let call = MethodCall<ProbeClient, Void>(0, byteCount: byteCount) { _ in
            } decode: { (_: inout WireReader) throws(WireError) in
            }
            let results = try await Threads.run { group.all(call) }
            let expected = byteCount > 0 ? OutboardError.Code.invalidPayload : .payloadTooLarge
            #expect(results.map { Self.code($0) } == [expected, expected])
        }
        try await probes.expectUsable()
    }

    @Test func `who may not wait for a lane gets the others' answers`() async throws {
        let probes = try ProbeGroup(3, lanes: 1)
        defer { probes.end() }
        let busy = probes.pairs[1].probe
        async let held: Void = Threads.run { try busy.sleep(milliseconds: -1) }
        #expect(try await probes.pairs[1].gate.waitForArrivals(1))
        let group = probes.group.backPressure(.fail)
        let results = try await Threads.run { group.all(Call.sum(1, 1)) }
        #expect(results.map { Self.code($0) } == [nil, .busy, nil])
        probes.pairs[1].gate.open()
        try await held
    }

    @Test func `threads that share lanes do not wait for each other in a circle`() async throws {
        let probes = try ProbeGroup(3, lanes: 1)
        defer { probes.end() }
        let groups = [probes.group, try PluginGroup(probes.group.clients.reversed())]
        let wrong = try await withThrowingTaskGroup(of: Int.self) { tasks in
            for thread in 0..<6 {
                tasks.addTask {
                    try await Threads.run {
                        (0..<300).count { number in
                            let sums = groups[thread % 2].all(Call.sum(thread, number)).map { try? $0.get() }
                            return sums != Array(repeating: thread + number, count: 3)
                        }
                    }
                }
            }
            return try await tasks.reduce(0, +)
        }
        #expect(wrong == 0)
        try await probes.expectUsable()
    }
}
