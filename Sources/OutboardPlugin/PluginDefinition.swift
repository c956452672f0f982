public import Logging
public import OutboardCore

/// A plugin program as the runtime sees it, without its types.
///
/// `Plugin.main()` makes one in the plugin's own module, where the compiler knows all types: what runs for each call is
/// then a direct call, and not a search through generic metadata.
public struct PluginDefinition: Sendable {
    /// A plugin that accepted its configuration.
    public struct Running: Sendable {
        let dispatch: @Sendable (inout IncomingCall) -> Void
        let shutDown: @Sendable () -> Void

        /// Creates a running plugin.
        ///
        /// - Parameters:
        ///   - dispatch: Runs a call; called from several threads at once.
        ///   - shutDown: Called once, after the last call.
        public init(
            dispatch: @escaping @Sendable (inout IncomingCall) -> Void, shutDown: @escaping @Sendable () -> Void
        ) {
            self.dispatch = dispatch
            self.shutDown = shutDown
        }
    }

    let name: String
    let interfaces: [InterfaceDescriptor]
    let hostInterfaces: [InterfaceDescriptor]
    let manifest: PluginManifest?
    let bootstrapLogging: @Sendable () -> Void
    let start: @Sendable (PluginConfiguration) throws -> Running

    /// Defines a plugin.
    ///
    /// - Parameters:
    ///   - name: How the plugin introduces itself.
    ///   - interfaces: What it serves; the ordinals of methods go on from one to the next.
    ///   - hostInterfaces: What it calls in its hosts.
    ///   - manifest: What its file says about it, if anything: it does not start if that does not fit.
    ///   - bootstrapLogging: Sets up swift-log, first of all. By default every `Logger` logs to the host.
    ///   - start: Creates it from its configuration; throws to refuse.
    public init(
        name: String, interfaces: [InterfaceDescriptor], hostInterfaces: [InterfaceDescriptor] = [],
        manifest: PluginManifest? = nil,
        bootstrapLogging: @escaping @Sendable () -> Void = { LoggingSystem.bootstrap { HostLogHandler(label: $0) } },
        start: @escaping @Sendable (PluginConfiguration) throws -> Running
    ) {
        self.name = name
        self.interfaces = interfaces
        self.hostInterfaces = hostInterfaces
        self.manifest = manifest
        self.bootstrapLogging = bootstrapLogging
        self.start = start
    }

    /// Runs the process as this plugin; see ``Plugin/main()``.
    public func run() -> Never {
        PluginProcess(definition: self).run()
    }
}
