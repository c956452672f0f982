import Glibc
import Outboard
import ProbeInterface
import Synchronization
import Testing

extension Integration {
    /// Ten thousand asynchronous calls over eight plugins: a call that is resumed twice ends the tests, one that never is
    /// hangs them.
    @Suite("Many calls in flight", .timeLimit(.minutes(5)))
    struct ScaleTests {
        private static let count = 10_000

        /// Runs a closure with eight plugins, and ends them.
        private func withPlugins(_ body: ([PluginHandle], [ProbeClient]) async throws -> Void) async throws {
            let options = PluginOptions.defaults {
                $0.lanes = 1
                $0.callTimeout = nil
                $0.logger = Probes.quiet.logger
            }
            var plugins: [PluginHandle] = []
            for _ in 0..<8 {
                plugins.append(
                    try await PluginHandle.start(
                        at: Probes.path, configuration: ProbeConfiguration(), options: options))
            }
            try await body(plugins, plugins.map { try $0.client(ProbeClient.self) })
            for plugin in plugins { plugin.kill() }
        }

        /// Makes the calls at the same time and counts how they end.
        private func outcomes(
            _ probes: [ProbeClient], milliseconds: Int, cancelAfter: Duration? = nil,
            meanwhile: (() async throws -> Void)? = nil
        ) async throws -> [String: Int] {
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<Self.count {
                    group.addTask {
                        do {
                            let answer = try await probes[number % 8].echoLater("\(number)", milliseconds: milliseconds)
                            return answer == "\(number)" ? "right" : "wrong"
                        } catch let error as OutboardError {
                            return "\(error.code) \(error.mayHaveExecuted)"
                        } catch {
                            return "\(type(of: error))"
                        }
                    }
                }
                try await meanwhile?()
                if let cancelAfter {
                    try await Task.sleep(for: cancelAfter)
                    group.cancelAll()
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
        }

        @Test("They are all answered")
        func answered() async throws {
            try await withPlugins { _, probes in
                let outcomes = try await outcomes(probes, milliseconds: 1)
                #expect(outcomes == ["right": Self.count])
            }
        }

        @Test("They are all cancelled, and the plugins stay usable")
        func cancelled() async throws {
            try await withPlugins { _, probes in
                let outcomes = try await outcomes(probes, milliseconds: 600_000, cancelAfter: .milliseconds(500))
                #expect(outcomes == ["CancellationError": Self.count])
                for probe in probes {
                    let answer = try await probe.echoLater("on", milliseconds: 0)
                    #expect(answer == "on")
                }
            }
        }

        @Test("They all end at their deadline, and say whether they were sent")
        func expired() async throws {
            try await withPlugins { _, probes in
                let probes = probes.map { $0.timeout(.seconds(3)) }
                let outcomes = try await outcomes(probes, milliseconds: 600_000)
                // Each ring has 64 slots.
                let (sent, unsent) = (outcomes["timeout true", default: 0], outcomes["timeout false", default: 0])
                #expect(sent >= 512 && unsent > 0 && sent + unsent == Self.count, "\(outcomes)")
            }
        }

        @Test("They all end when the plugins die")
        func died() async throws {
            try await withPlugins { plugins, probes in
                let outcomes = try await outcomes(probes, milliseconds: 600_000) {
                    try await Task.sleep(for: .milliseconds(500))
                    for plugin in plugins { Glibc.kill(plugin.processID, SIGKILL) }
                }
                #expect(outcomes["lost true", default: 0] <= 512)
                #expect(outcomes["lost true", default: 0] + outcomes["notSent false", default: 0] == Self.count)
            }
        }
    }
}
