extension PluginGroup {
    /// Sends a one-way call to every plugin, one after the other, on the calling thread.
    ///
    /// A plugin without room for it, or that is being started again, delays the rest, at most by its time-out.
    ///
    /// - Parameter call: The method and its arguments.
    /// - Returns: For each plugin whether the call was sent, as ``Caller/send(_:byteCount:encode:)`` says, in the order of
    ///   ``clients``.
    @discardableResult
    public func send(_ call: OneWayCall<Client>) -> [Result<Void, any Error>] {
        clients.map { client in Result { try client.caller.send(call) } }
    }

    /// Sends a one-way call to every plugin at once, and suspends the task until all have it or never will.
    ///
    /// - Parameter call: The method and its arguments.
    /// - Returns: For each plugin whether the call was sent, in the order of ``clients``.
    @discardableResult
    public func send(_ call: OneWayCall<Client>) async -> [Result<Void, any Error>] {
        var results = [Result<Void, any Error>](repeating: .failure(CancellationError()), count: count)
        await withTaskGroup(of: (Int, Result<Void, any Error>).self) { group in
            for (index, client) in clients.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await client.caller.sendAsync(call)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for await (index, result) in group { results[index] = result }
        }
        return results
    }
}
