internal import OutboardSystem

/// A value that becomes known once, and for which threads as well as tasks wait.
final class Completion<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var continuations: [CheckedContinuation<Value, Never>] = []
        /// Continuations of tasks that wait no longer when they are cancelled: those get nothing.
        var cancellable: [Int: CheckedContinuation<Value?, Never>] = [:]
        var nextWait = 0
        var actions: [@Sendable (Value) -> Void] = []
    }

    private let state = Locked(State())
    private let box = OneShot<Value>()

    /// Makes the value known.
    ///
    /// Only the first one counts.
    func fulfil(_ value: Value) {
        let waiting = state.withLock { state -> State? in
            guard state.value == nil else { return nil }
            state.value = value
            defer {
                state.continuations = []
                state.cancellable = [:]
                state.actions = []
            }
            return state
        }
        guard let waiting else { return }
        box.fulfil(value)
        for continuation in waiting.continuations { continuation.resume(returning: value) }
        for continuation in waiting.cancellable.values { continuation.resume(returning: value) }
        for action in waiting.actions { action(value) }
    }

    /// The value, if it is known.
    var value: Value? { state.withLock { $0.value } }

    /// Has something done with the value when it becomes known, on the thread that makes it known; now if it is.
    func whenFulfilled(_ action: @escaping @Sendable (Value) -> Void) {
        let known = state.withLock { state -> Value? in
            if state.value == nil { state.actions.append(action) }
            return state.value
        }
        if let known { action(known) }
    }

    /// Blocks the thread until the value is known.
    func wait() -> Value {
        while true {
            if let value = box.wait() { return value }
        }
    }

    /// Suspends the task until the value is known or the task is cancelled.
    ///
    /// - Throws: `CancellationError` if the task was cancelled before the value was known.
    func getUnlessCancelled() async throws(CancellationError) -> Value {
        let wait = state.withLock { state in
            state.nextWait += 1
            return state.nextWait
        }
        let resumed = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Value?, Never>) in
                let isOver = state.withLock { state in
                    // The task is marked before the handler below runs: whoever takes the lock first, one sees the other.
                    guard state.value == nil, !Task.isCancelled else { return true }
                    state.cancellable[wait] = continuation
                    return false
                }
                if isOver { continuation.resume(returning: nil) }
            }
        } onCancel: {
            state.withLock { $0.cancellable.removeValue(forKey: wait) }?.resume(returning: nil)
        }
        guard let value = value ?? resumed else { throw CancellationError() }
        return value
    }

    /// Suspends the task until the value is known.
    func get() async -> Value {
        let resumed = await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Value? in
                if state.value == nil { state.continuations.append(continuation) }
                return state.value
            }
            if let known { continuation.resume(returning: known) }
        }
        // The same, by way of the lock: the thread sanitizer does not always see what a continuation orders (`AsyncCall`).
        return value ?? resumed
    }
}
