public import OutboardCore
internal import OutboardSystem

/// One of several instances of a plugin in one process, with a configuration of its own.
///
/// Each is a value of the plugin's type, made when the host asks for it. Instances share process, memory and lanes: they cost
/// no descriptor and no thread, and what ends the process ends them all.
///
/// ```swift
/// let plugin = try await PluginHandle.start(at: "/usr/lib/app/resizer")
/// let small = try await plugin.instance(configuration: ResizerConfiguration(width: 64))
/// let large = try await plugin.instance(configuration: ResizerConfiguration(width: 1024))
/// let resizer = try small.client(ResizerClient.self)
/// …
/// await small.close()
/// ```
///
/// Any number of threads and tasks may use it at once. When the last reference goes the instance is ended; clients do not
/// keep it.
public final class PluginInstance: Sendable {
    private static let names = Locked(0)
    private let home: any InstanceHome
    private let name: InstanceName

    init(_ home: any InstanceHome, _ name: InstanceName) {
        self.home = home
        self.name = name
    }

    deinit {
        _ = home.close(name)
    }

    /// A name that no other instance of this host has.
    static func nextName() -> InstanceName {
        names.withLock { last in
            last += 1
            return InstanceName(value: last)
        }
    }

    /// A client of an interface that the plugin serves, bound to this instance.
    ///
    /// Its calls cost about 50 ns more in the plugin than those of a plugin that is only itself.
    ///
    /// - Parameter type: The client that `@PluginInterface` generated.
    /// - Returns: A value that can be copied and shared freely.
    /// - Throws: `OutboardError`: `interfaceMismatch` with both sides' signatures if they do not agree, `notSent` if the
    ///   instance has ended.
    public func client<Client: InterfaceClient>(_ type: Client.Type = Client.self) throws -> Client {
        Client(caller: try home.caller(for: Client.interface, of: name))
    }

    /// Ends the instance: lets it finish what it runs and what was sent to it before, and runs the plugin's `shutDown()`.
    ///
    /// Later calls of its clients fail with `unknownMethod`, or `notSent` where the plugin is supervised and was started again.
    /// Suspends the task until that is done, or the plugin is gone, or ``PluginOptions/drainGrace`` is over.
    public func close() async {
        await home.close(name).get()
    }

    /// Like `close()`, but blocks the thread.
    public func closeBlocking() {
        home.close(name).wait()
    }
}
