extension Caller {
    /// The same caller whose asynchronous calls serve what the plugin's methods ask of their host meanwhile.
    ///
    /// See ``InterfaceClient/serving(_:)``.
    public func serving(_ dispatcher: some InterfaceDispatcher) throws -> Caller {
        let services = HostServices(dispatcher)
        if let wanted = binding.channel.wantedInterfaces { try services.check(for: wanted) }
        return Caller(binding.serving(services))
    }
}

extension InterfaceClient {
    /// The same client whose calls serve an interface of the host's to the plugin, for as long as they run.
    ///
    /// ```swift
    /// let indexer = try plugin.client(IndexerClient.self).serving(DocumentSourceDispatcher(source))
    /// try await indexer.index(["a.txt", "b.txt"])
    /// ```
    ///
    /// The plugin's `async` methods reach it as `CallContext.current.host(DocumentSourceClient.self)`. It is granted to the
    /// calls of this client, and to no others: a plugin can call nothing that its caller did not give it. Several interfaces
    /// are put together with ``InterfaceDispatcher/and(_:)``.
    ///
    /// What the plugin asks for runs as a child of the task that made the call: with its priority and task-local values, and
    /// cancelled with it. One runs at a time for each call. The call's deadline or time-out counts for all that it asks for as
    /// well; when it passes the service's task is cancelled, and the call ends when that has ended.
    ///
    /// Only for calls made with `await`. Synchronous ones, batches and groups on threads serve nothing.
    ///
    /// - Parameter dispatcher: Serves the interfaces. Called in several tasks at once if calls are.
    /// - Returns: The client.
    /// - Throws: `OutboardError` with the code `interfaceMismatch` if the plugin wants an interface of that name in another form;
    ///   the message shows both. Plugins that want nothing of their hosts, and generations that are started later, are looked
    ///   at when they call.
    public func serving(_ dispatcher: some InterfaceDispatcher) throws -> Self {
        Self(caller: try caller.serving(dispatcher))
    }
}
