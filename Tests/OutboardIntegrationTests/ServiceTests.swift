#if ServiceLifecycle
import Logging
import Outboard
import ProbeInterface
import ServiceLifecycle
import Testing

extension Integration {
    /// A supervised plugin as a service, with the trait `ServiceLifecycle`.
    @Suite("A plugin as a service")
    struct ServiceTests {
        private static let logger = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }

        @Test("A graceful shutdown lets the plugin finish, and ends the service")
        func gracefulShutdown() async throws {
            let plugin = try await SupervisedPlugin.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let group = ServiceGroup(services: [plugin], logger: Self.logger)
            let probe = try plugin.client(ProbeClient.self)
            async let run: Void = group.run()
            async let late = probe.echoLater("finished", milliseconds: 300)
            try await Task.sleep(for: .milliseconds(100))
            await group.triggerGracefulShutdown()
            #expect(try await late == "finished")
            try await run
            #expect("\(plugin.state)" == "stopped")
        }

        @Test("The end of the task that runs the service stops the plugin")
        func cancellation() async throws {
            let plugin = try await SupervisedPlugin.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let run = Task { try await plugin.run() }
            run.cancel()
            try await run.value
            #expect("\(plugin.state)" == "stopped")
        }

        @Test("A plugin that is given up ends the service with its error")
        func failure() async throws {
            let plugin = SupervisedPlugin(
                at: Probes.path, configuration: ProbeConfiguration(refusal: "never"), options: Probes.quiet)
            await #expect(throws: OutboardError.self) { try await plugin.run() }
            await plugin.stop()
        }
    }
}
#endif
