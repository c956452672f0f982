internal import Dispatch
internal import Synchronization

/// What a task came to, for a thread that waits for it.
final class TaskOutcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    /// Runs the task's work.
    func fulfil(_ body: @Sendable () async throws -> Value) async {
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        self.result.withLock { $0 = result }
        isThere.signal()
    }

    /// Waits for it, once.
    func wait() throws -> Value {
        isThere.wait()
        guard let result = result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }

    /// Waits on the calling thread for what a task does.
    static func wait(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let outcome = TaskOutcome()
        Task.detached { await outcome.fulfil(body) }
        return try outcome.wait()
    }
}
