import Glibc
import Outboard
import ProbeInterface
import Testing

extension Integration {
    /// One call to many real processes.
    @Suite("Calling many plugins", .timeLimit(.minutes(5)))
    struct GroupTests {
        typealias Call = ProbeClient.Call

        /// Plugins that know their place in the group.
        private func start(_ count: Int, waiting: WaitPolicy = .adaptive) async throws -> [PluginHandle] {
            var plugins: [PluginHandle] = []
            for index in 0..<count {
                let options = PluginOptions.defaults {
                    $0.lanes = 2
                    $0.waiting = waiting
                    $0.environment = ["PLACE": "\(index)"]
                    $0.callTimeout = .seconds(60)
                    $0.logger = Probes.quiet.logger
                    $0.startTimeout = .seconds(60)
                }
                plugins.append(
                    try await PluginHandle.start(
                        at: Probes.path, configuration: ProbeConfiguration(), options: options))
            }
            return plugins
        }

        private func group(_ plugins: [PluginHandle]) throws -> PluginGroup<ProbeClient> {
            try PluginGroup(plugins.map { try $0.client(ProbeClient.self) })
        }

        /// Runs a closure on a thread of its own: it blocks.
        private func blocking<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
            try await withCheckedThrowingContinuation { continuation in
                Probes.onThread { continuation.resume(with: Result(catching: body)) }
            }
        }

        private func codes<V>(_ results: [Result<V, any Error>]) -> [OutboardError.Code?] {
            results.map { result in
                if case .failure(let error as OutboardError) = result { error.code } else { nil }
            }
        }

        @Test("64 plugins answer, each in its place", arguments: [WaitPolicy.adaptive, .park])
        func many(policy: WaitPolicy) async throws {
            let plugins = try await start(64, waiting: policy)
            let group = try group(plugins)
            let wrong = try await blocking {
                (0..<50).count { round in
                    let places = group.all(Call.environment()).map { try? $0.get()["PLACE"] }
                    let sums = group.all(Call.sum(round, 1)).map { try? $0.get() }
                    return places != (0..<64).map { "\($0)" } || sums != Array(repeating: round + 1, count: 64)
                }
            }
            #expect(wrong == 0)
            let places = await group.all(Call.environment()).map { try? $0.get()["PLACE"] }
            #expect(places == (0..<64).map { "\($0)" })
            for plugin in plugins { plugin.kill() }
        }

        @Test("Plugins that are killed in mid-call fail, the others answer", arguments: [WaitPolicy.adaptive, .park])
        func deaths(policy: WaitPolicy) async throws {
            let plugins = try await start(8, waiting: policy)
            let group = try group(plugins)
            let doomed = [1, 4, 7]
            for plugin in plugins { StoppedProcess.stop(plugin.processID) }
            async let results = blocking { group.all(Call.sleep(milliseconds: 1)) }
            async let later = group.all(Call.echoLater("x", milliseconds: 1))
            for client in group.clients { try await StoppedProcess.waitForCalls(2, client.caller) }
            for (index, plugin) in plugins.enumerated() {
                if doomed.contains(index) { Glibc.kill(plugin.processID, SIGKILL) }
                StoppedProcess.release(plugin.processID)
            }
            let expected = (0..<8).map { doomed.contains($0) ? OutboardError.Code.lost : nil }
            let codes = try await codes(results)
            #expect(codes == expected)
            let laterCodes = await self.codes(later)
            #expect(laterCodes == expected)
            // The dead ones stay in the group.
            let next = try await blocking { group.all(Call.sum(1, 1)) }
            #expect(self.codes(next) == (0..<8).map { doomed.contains($0) ? .notSent : nil })
            for plugin in plugins { plugin.kill() }
        }

        @Test("A death wakes a thread that waits for nothing else")
        func allDie() async throws {
            let plugins = try await start(4, waiting: .park)
            let group = try group(plugins)
            async let results = blocking { group.all(Call.sleep(milliseconds: 60_000)) }
            for client in group.clients { try await StoppedProcess.waitForCalls(1, client.caller) }
            let began = ContinuousClock.now
            for plugin in plugins { Glibc.kill(plugin.processID, SIGKILL) }
            let codes = try await codes(results)
            #expect(codes == [.lost, .lost, .lost, .lost])
            // Far more than it takes, and far less than the call.
            #expect(ContinuousClock.now - began < .seconds(20))
        }

        @Test("The first answers end the wait, and slow plugins stay usable", arguments: [WaitPolicy.adaptive, .park])
        func first(policy: WaitPolicy) async throws {
            let plugins = try await start(6, waiting: policy)
            let group = try group(plugins)
            // Those with the places 0 to 2 are busy on one of their two lanes, and on the one for tasks.
            let busy = try PluginGroup(Array(group.clients[..<3]))
            try await blocking {
                let codes = busy.timeout(.milliseconds(100)).all(Call.sleep(milliseconds: 5000)).map { $0.isFailure }
                #expect(codes == [true, true, true])
                for _ in 0..<20 {
                    let answers = group.first(3, Call.environment())
                    #expect(answers.count == 3 && answers.allSatisfy { $0.value?["PLACE"] == "\($0.index)" })
                }
            }
            let answers = await group.first(4, Call.environment())
            #expect(answers.count == 4 && answers.allSatisfy { $0.value?["PLACE"] == "\($0.index)" })
            for number in 0..<200 {
                let sums = try await blocking { group.all(Call.sum(number, 1)).map { try? $0.get() } }
                #expect(sums == Array(repeating: number + 1, count: 6))
            }
            for plugin in plugins { plugin.kill() }
        }

        @Test("In a large group the first values, deaths, deadlines and large answers do not wait for the slowest")
        func impatience() async throws {
            let plugins = try await start(12, waiting: .park)
            let group = try group(plugins)
            // Two of them have one lane left, and sleep on the other for longer than this test may take.
            let slow = try PluginGroup(Array(group.clients[..<2]))
            async let asleep = blocking { slow.all(Call.sleep(milliseconds: 300_000)) }
            for client in slow.clients { try await StoppedProcess.waitForCalls(1, client.caller) }
            let fast = try PluginGroup(Array(group.clients[2...]))
            let size = 3 << 20
            try await blocking {
                // More than a lane's own room: the answer needs an attachment from the host.
                let answers = fast.all(Call.echo(bytes: Array(repeating: 7, count: size)))
                #expect(answers.allSatisfy { (try? $0.get())?.count == size })
                for _ in 0..<10 { #expect(group.first(10, Call.environment()).count == 10) }
            }
            async let some = blocking { fast.timeout(.milliseconds(200)).all(Call.sleep(milliseconds: 300_000)) }
            let late = try await codes(some)
            #expect(late == Array(repeating: .timeout, count: 10))
            Glibc.kill(plugins[0].processID, SIGKILL)
            Glibc.kill(plugins[1].processID, SIGKILL)
            let codes = try await codes(asleep)
            #expect(codes == [.lost, .lost])
            for plugin in plugins { plugin.kill() }
        }

        @Test("Those that do not answer in time fail, the others have answered")
        func timeouts() async throws {
            let plugins = try await start(4)
            let clients = try group(plugins).clients
            let mixed = try PluginGroup(
                clients.enumerated().map { $0 % 2 == 0 ? $1.timeout(.milliseconds(100)) : $1 })
            for index in [0, 2] { StoppedProcess.stop(plugins[index].processID) }
            let results = try await blocking { mixed.all(Call.sleep(milliseconds: 1)) }
            #expect(codes(results) == [.timeout, nil, .timeout, nil])
            for plugin in plugins { plugin.kill() }
        }

        @Test("A sequence gives the answers as they come, and ends early when one has enough")
        func sequence() async throws {
            let plugins = try await start(5)
            let group = try group(plugins)
            var count = 0
            for await answer in group.answers(to: Call.environment()) {
                #expect(answer.value?["PLACE"] == "\(answer.index)")
                count += 1
            }
            #expect(count == 5)
            for await _ in group.answers(to: Call.echoLater("x", milliseconds: 10)) { break }
            let last = await group.all(Call.sum(2, 3)).map { try? $0.get() }
            #expect(last == [5, 5, 5, 5, 5])
            for plugin in plugins { plugin.kill() }
        }

        /// In a process of its own: other tests open descriptors too.
        @Test("A group keeps its descriptors from call to call, and gives them back")
        func descriptors() async {
            await #expect(processExitsWith: .success) {
                alarm(600)
                let tests = GroupTests()
                let plugins = try await tests.start(8, waiting: .park)
                // The task runtime's first sleep makes what it wakes up with.
                try await Task.sleep(for: .milliseconds(1))
                let before = Probes.entries("/proc/self/fd").count
                let during = try await tests.blocking {
                    let group = try tests.group(plugins)
                    _ = group.all(Call.sleep(milliseconds: 5))
                    let first = Probes.entries("/proc/self/fd").count
                    for _ in 0..<100 { _ = group.all(Call.sleep(milliseconds: 1)) }
                    return [first, Probes.entries("/proc/self/fd").count]
                }
                #expect(during[0] == during[1] && during[0] - before <= 4, "before \(before), during \(during)")
                // The thread gives them back when it has ended, a moment after it has told its result.
                for _ in 0..<3000 {
                    guard Probes.entries("/proc/self/fd").count != before else { break }
                    usleep(10_000)
                }
                #expect(Probes.entries("/proc/self/fd").count == before)
                for plugin in plugins { plugin.kill() }
            }
        }
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
