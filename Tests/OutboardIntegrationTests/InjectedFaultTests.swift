import Glibc
import Outboard
import OutboardTesting
import ProbeInterface
import Testing

extension Integration {
    @Suite("Injected faults")
    struct InjectedFaultTests {
        private func withProbe(
            _ faults: PluginFaults, _ body: (SupervisedPlugin, ProbeClient) async throws -> Void
        ) async throws {
            let plugin = Supervised.probe(Supervised.tireless) {
                $0.environment = faults.environment
                $0.stopGrace = .milliseconds(100)
                $0.terminationGrace = .milliseconds(100)
            }
            try await plugin.waitUntilReady()
            try await body(plugin, plugin.client(ProbeClient.self))
            await plugin.stop()
        }

        @Test("The plugin is killed at the call that was chosen, in each of its generations")
        func killed() async throws {
            try await withProbe(PluginFaults().kill(atCall: 3)) { (plugin, probe) async throws in
                for round in 1...3 {
                    #expect(try probe.sum(1, 1) == 2)
                    #expect(try await probe.echoLater("2", milliseconds: 0) == "2")
                    let error = #expect(throws: OutboardError.self) { try probe.sum(1, 3) }
                    #expect(error?.code == .lost && error?.mayHaveExecuted == true)
                    while plugin.restarts < round { try await Task.sleep(for: .milliseconds(1)) }
                }
            }
        }

        @Test("A dropped call times out, a delayed one is late, and others are not touched")
        func droppedAndDelayed() async throws {
            let faults = PluginFaults().drop(atCall: 2).delay(atCall: 4, by: .milliseconds(300))
            try await withProbe(faults) { (_, probe) async throws in
                #expect(try probe.sum(1, 1) == 2)
                let error = #expect(throws: OutboardError.self) { try probe.timeout(.milliseconds(50)).sum(1, 2) }
                #expect(error?.code == .timeout && error?.mayHaveExecuted == true)
                #expect(try probe.sum(1, 3) == 4)
                let began = ContinuousClock.now
                #expect(try probe.sum(1, 4) == 5)
                #expect(ContinuousClock.now - began >= .milliseconds(300))
                #expect(try probe.sum(1, 5) == 6)
            }
        }

        @Test("A stopped plugin answers nothing until it is woken")
        func stopped() async throws {
            try await withProbe(PluginFaults().stop(atCall: 1)) { (plugin, probe) async throws in
                let error = #expect(throws: OutboardError.self) { try probe.timeout(.milliseconds(100)).sum(1, 1) }
                #expect(error?.code == .timeout)
                let pinged = await #expect(throws: OutboardError.self) {
                    try await plugin.ping(within: .milliseconds(50))
                }
                #expect(pinged?.code == .timeout)
                Glibc.kill(try #require(plugin.processID), SIGCONT)
                #expect(try probe.sum(1, 2) == 3)
                #expect(try await plugin.ping(within: .seconds(60)) > .zero)
            }
        }
    }
}
