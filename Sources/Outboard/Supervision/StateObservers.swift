/// Those who follow the states of a plugin.
///
/// Not thread-safe: guarded by the lock of the plugin's life, so that all see the same order.
struct StateObservers {
    /// How many states wait for an observer that does not take them.
    static let capacity = 1024

    private var continuations: [Int: AsyncStream<PluginState>.Continuation] = [:]
    private var next = 0

    /// Adds an observer.
    mutating func add(_ continuation: AsyncStream<PluginState>.Continuation) -> Int {
        next += 1
        continuations[next] = continuation
        return next
    }

    /// Removes an observer.
    mutating func remove(_ number: Int) {
        continuations[number] = nil
    }

    /// Removes all, for the last state has been told; what they are told of the end must not happen under a lock.
    mutating func removeAll() -> [AsyncStream<PluginState>.Continuation] {
        defer { continuations = [:] }
        return Array(continuations.values)
    }

    /// Tells all of a state.
    func yield(_ state: PluginState) {
        for continuation in continuations.values { continuation.yield(state) }
    }
}
