extension CallContext {
    /// A client of an interface that the caller of this call serves to the plugin.
    ///
    /// ```swift
    /// func index(_ paths: [String]) async throws -> Int {
    ///     let documents = try CallContext.current.host(DocumentSourceClient.self)
    ///     for path in paths { add(try await documents.read(path: path)) }
    /// }
    /// ```
    ///
    /// A host grants it to a client of its own with ``InterfaceClient/serving(_:)``. It can be called until the method returns:
    /// by its task and by those that it starts. The calls of one method are run one after the other, in the order in which they
    /// are made. Only requirements that are `async` and not one-way can be called; time-outs and deadlines of such a client have
    /// no effect: those of the call that the method runs for hold for all that it asks for.
    ///
    /// What the host's code throws arrives here as its own type if the interface declares it, as `RemoteError` otherwise;
    /// `CancellationError` says that the caller no longer waits.
    ///
    /// - Parameter type: The client that `@PluginInterface` generated.
    /// - Returns: The client.
    /// - Throws: `OutboardError`: `notServed` if the caller serves nothing, or the method is not `async`; `invalidConfiguration` if
    ///   the plugin does not say that it wants the interface.
    public func host<Client: InterfaceClient>(_ type: Client.Type = Client.self) throws -> Client {
        let interface = Client.interface
        guard let end, let task else {
            throw OutboardError(
                code: .notServed,
                message: "\(interface.name) of the host can be called only while an async method runs that the host "
                    + "called, and in its task: make the method that needs it `async throws`")
        }
        let index = end.parts.hostInterfaces.firstIndex {
            $0.name == interface.name && $0.version.major == interface.version.major
        }
        guard let index else {
            throw OutboardError(
                code: .invalidConfiguration,
                message: "the plugin does not say that it calls \(interface.name) \(interface.version) of its hosts: "
                    + "add \(Client.self).interface to its hostInterfaces")
        }
        guard task.isServed else {
            throw OutboardError(
                code: .notServed,
                message: "the caller of this call serves nothing: the host grants \(interface.name) with "
                    + "`client.serving(…)`, and calls with `await`")
        }
        let binding = CallBinding(
            channel: try CallChannel.ofCallbacks(), interface: interface,
            place: InterfacePlace(methodCount: interface.methods.count), options: CallOptions(timeout: nil),
            callbacks: HostCalls(call: task, interface: UInt16(truncatingIfNeeded: index)))
        return Client(caller: Caller(binding))
    }
}
