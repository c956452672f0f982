extension PluginGroup {
    /// Calls a method of every plugin and suspends the task until all of them have ended.
    ///
    /// Cancelling the task cancels the calls.
    ///
    /// - Parameter call: The method and its arguments.
    /// - Returns: What each call returned, or failed with, in the order of ``clients``.
    public func all<Value: Sendable>(_ call: MethodCall<Client, Value>) async -> [Result<Value, any Error>] {
        var results = [Result<Value, any Error>?](repeating: nil, count: count)
        await run(call) { answer in
            results[answer.index] = answer.result
            return true
        }
        return results.map { $0 ?? .failure(CancellationError()) }
    }

    /// Calls a method of every plugin and suspends the task until the first of them returns a value.
    ///
    /// The other calls are cancelled, and so are all when the task is cancelled.
    ///
    /// - Parameter call: The method and its arguments.
    /// - Returns: The value, and the plugin that gave it: its place in ``clients``.
    /// - Throws: ``GroupError`` if no plugin gives a value.
    public func first<Value: Sendable>(
        _ call: MethodCall<Client, Value>
    ) async throws -> (index: Int, value: Value) {
        let answers = await first(1, call)
        try Task.checkCancellation()
        return try Self.only(answers)
    }

    /// Calls a method of every plugin and suspends the task until as many values are there as are asked for.
    ///
    /// The other calls are cancelled, and so are all when the task is cancelled.
    ///
    /// - Parameters:
    ///   - count: How many values are enough.
    ///   - call: The method and its arguments.
    /// - Returns: The outcomes up to the last value, in the order in which they came. Failures are among them and do not
    ///   count; fewer values than asked for are there if too many plugins failed.
    public func first<Value: Sendable>(
        _ count: Int, _ call: MethodCall<Client, Value>
    ) async -> [GroupAnswer<Value>] {
        var answers: [GroupAnswer<Value>] = []
        var left = count
        await run(call) { answer in
            answers.append(answer)
            if case .success = answer.result { left -= 1 }
            return left > 0
        }
        return answers
    }

    /// Calls a method of every plugin at once and gives the outcomes in the order in which they come.
    ///
    /// ```swift
    /// for await answer in group.answers(to: StationClient.reading(sensor: "north")) {
    ///     guard let reading = answer.value else { continue }
    ///     print(answer.index, reading)
    ///     if reading.value > 40 { break }
    /// }
    /// ```
    ///
    /// Leaving the loop cancels the calls that have not ended, and so does cancelling the task.
    ///
    /// - Parameter call: The method and its arguments.
    /// - Returns: A sequence for one loop, which ends after one outcome of each plugin.
    public func answers<Value: Sendable>(to call: MethodCall<Client, Value>) -> AsyncStream<GroupAnswer<Value>> {
        AsyncStream { continuation in
            let task = Task {
                await run(call) { answer in
                    // The stream has this task cancelled before it ends: what the cancelling makes of the calls is no answer.
                    if Task.isCancelled { return false }
                    if case .terminated = continuation.yield(answer) { return false }
                    return true
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Calls all and hands out the outcomes until the closure has enough; the rest is cancelled.
    private func run<Value: Sendable>(
        _ call: MethodCall<Client, Value>, _ body: (GroupAnswer<Value>) -> Bool
    ) async {
        await withTaskGroup(of: GroupAnswer<Value>.self) { group in
            for (index, client) in clients.enumerated() {
                group.addTask {
                    do {
                        let value = try await client.caller.callAsync(call)
                        return GroupAnswer(index: index, result: .success(value))
                    } catch {
                        return GroupAnswer(index: index, result: .failure(error))
                    }
                }
            }
            for await answer in group where !body(answer) {
                group.cancelAll()
                return
            }
        }
    }
}
