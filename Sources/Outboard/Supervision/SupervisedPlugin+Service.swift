#if ServiceLifecycle
public import ServiceLifecycle

/// A supervised plugin as a service of swift-service-lifecycle, with the package trait `ServiceLifecycle`.
///
/// ```swift
/// let plugin = SupervisedPlugin(at: "/usr/lib/app/resizer")
/// let group = ServiceGroup(services: [plugin, server], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// ```
extension SupervisedPlugin: Service {
    /// Runs until the plugin has ended for good.
    ///
    /// A graceful shutdown stops the plugin as ``stop()`` does: it finishes what it runs. So does the cancellation of the
    /// task.
    ///
    /// - Throws: The error of ``PluginState/failed(_:)`` when the plugin is given up.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            for await state in states {
                if case .failed(let error) = state { throw error }
            }
            // Cancelled, or stopped; then this returns at once.
            await stop()
        } onGracefulShutdown: {
            self.beginStop()
        }
    }
}
#endif
