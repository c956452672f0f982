internal import Logging
public import OutboardCore

/// A program that serves one interface or several to a host, in its own process.
///
/// ```swift
/// @main
/// struct GreeterPlugin: Plugin, Greeter {
///     let configuration: GreeterConfiguration
///     var dispatcher: GreeterDispatcher<Self> { GreeterDispatcher(self) }
///
///     func greet(name: String) throws -> String { "\(configuration.greeting), \(name)" }
/// }
/// ```
///
/// One that serves several interfaces puts their dispatchers together:
/// `GreeterDispatcher(self).and(CounterDispatcher(self))`.
///
/// A host may make several instances of a plugin in one process, each with a configuration of its own: each is a value of this
/// type, made by its `init` and ended by its `shutDown()`.
///
/// Calls come from several threads at once: a plugin with state guards it, for example with a `Mutex`.
public protocol Plugin: Sendable {
    /// What the host configures the plugin with.
    associatedtype Configuration: WireValue = NoConfiguration
    /// Takes calls apart; `@PluginInterface` generates it for an interface.
    associatedtype Dispatcher: InterfaceDispatcher

    /// The name by which the plugin introduces itself. By default the name of its type.
    static var name: String { get }

    /// What the plugin calls in its hosts, such as `[DocumentSourceClient.interface]`. By default nothing.
    ///
    /// Its `async` methods reach it as `CallContext.current.host(DocumentSourceClient.self)`, if their caller serves it.
    static var hostInterfaces: [InterfaceDescriptor] { get }

    /// What the plugin's file says about it. By default nothing; `@PluginManifest` generates it.
    ///
    /// Compared with the plugin when that starts.
    static var manifest: PluginManifest? { get }

    /// Creates the plugin, before the host gets to call it.
    ///
    /// - Throws: To refuse the configuration; the host's error shows the description of what is thrown.
    init(configuration: Configuration) throws

    /// What serves the calls. Asked for once, after `init`.
    var dispatcher: Dispatcher { get }

    /// Called once when the host asks the plugin to end, after the last call. By default nothing.
    func shutDown()

    /// Sets up swift-log, before `init` and everything else. By default all loggers of the process log to the host.
    ///
    /// A plugin that wants more calls `LoggingSystem.bootstrap` here itself, with a ``HostLogHandler`` and others.
    static func bootstrapLogging()
}

extension Plugin {
    /// The name of the type.
    public static var name: String { String(describing: Self.self) }

    /// None.
    public static var hostInterfaces: [InterfaceDescriptor] { [] }

    /// None.
    public static var manifest: PluginManifest? { nil }

    /// Does nothing.
    public func shutDown() {}

    /// Gives every `Logger` a ``HostLogHandler``.
    public static func bootstrapLogging() {
        LoggingSystem.bootstrap { HostLogHandler(label: $0) }
    }

    /// Runs the plugin: the entry point of a type marked `@main`.
    ///
    /// Ends the process when the host says so or is gone. Started by hand, it says what the program is and exits with
    /// status 1.
    @inlinable
    public static func main() {
        let definition = PluginDefinition(
            name: name, interfaces: Dispatcher.interfaces, hostInterfaces: hostInterfaces, manifest: manifest,
            bootstrapLogging: { bootstrapLogging() },
            start: { configuration in
                let program = try Self(configuration: configuration.value(as: Configuration.self))
                let dispatcher = program.dispatcher
                return PluginDefinition.Running(
                    dispatch: { call in dispatcher.dispatch(&call) }, shutDown: { program.shutDown() })
            })
        definition.run()
    }
}
