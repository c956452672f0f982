extension InterfaceClient {
    /// Makes many calls of the same type of result on one lane, and waits for all of them on the calling thread.
    ///
    /// As many as the lane has slots are in flight at once, and a plugin that sleeps is woken once. The plugin runs them one
    /// after the other, but for what its `async` methods wait for; it may answer in any order. Costs a fraction of as
    /// many single calls.
    ///
    /// ```swift
    /// let users = client.batch(ids.map { UserManagerClient.Call.getUser(id: $0) })
    /// ```
    ///
    /// - Parameter calls: The calls.
    /// - Returns: What each call returned, or failed with, in the order of the calls. When the plugin dies, or the time-out
    ///   passes without any answer, all that is open fails, idempotent or not.
    public func batch<Value>(_ calls: [MethodCall<Self, Value>]) -> [Result<Value, any Error>] {
        let binding: CallBinding
        do {
            binding = try caller.binding.currentBlocking(calls.first?.method ?? 0)
        } catch {
            return calls.map { _ in .failure(error) }
        }
        var results = [Result<Value, any Error>?](repeating: nil, count: calls.count)
        var batch = Batch(binding, count: calls.count)
        batch.run(
            entry: { Batch.Entry(calls[$0]) },
            finish: { index, outcome in
                let call = calls[index]
                results[index] = Result { try binding.decode(outcome.get(), method: call.method, call.decode) }
            })
        return results.map { $0 ?? .failure(CancellationError()) }
    }

    /// Makes calls of different types of results on one lane, and waits for all of them on the calling thread.
    ///
    /// ```swift
    /// let (user, groups) = client.batch(
    ///     UserManagerClient.Call.getUser(id: id), UserManagerClient.Call.getUserGroups(id: id))
    /// ```
    ///
    /// - Parameter call: The calls.
    /// - Returns: What each call returned, or failed with.
    public func batch<each Value>(
        _ call: repeat MethodCall<Self, each Value>
    ) -> (repeat Result<each Value, any Error>) {
        // What stands in the way of a generation is told by the batch, which fails for it.
        let binding = (try? caller.binding.currentBlocking(0)) ?? caller.binding
        let outcomes = (repeat BatchOutcome(each call))
        var all: [any AnyBatchOutcome] = []
        for outcome in repeat each outcomes { all.append(outcome) }
        var batch = Batch(binding, count: all.count)
        batch.run(entry: { all[$0].entry }, finish: { index, outcome in all[index].finish(outcome, binding) })
        return (repeat (each outcomes).result)
    }

    /// Makes many calls and suspends the task until all of them have ended.
    ///
    /// Cancelling the task cancels the calls.
    ///
    /// - Parameter calls: The calls.
    /// - Returns: What each call returned, or failed with, in the order of the calls.
    public func batch<Value: Sendable>(_ calls: [MethodCall<Self, Value>]) async -> [Result<Value, any Error>] {
        let caller = self.caller
        return await withTaskGroup(of: (Int, Result<Value, any Error>).self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await caller.callAsync(call)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var results = [Result<Value, any Error>](repeating: .failure(CancellationError()), count: calls.count)
            for await (index, result) in group { results[index] = result }
            return results
        }
    }
}
