internal import OutboardSystem

/// A value that becomes known once, and for which threads as well as tasks wait.
final class Completion<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var continuations: [CheckedContinuation<Value, Never>] = []
    }

    private let state = Locked(State())
    private let box = OneShot<Value>()

    /// Makes the value known.
    ///
    /// Only the first one counts.
    func fulfil(_ value: Value) {
        let continuations = state.withLock { state -> [CheckedContinuation<Value, Never>]? in
            guard state.value == nil else { return nil }
            state.value = value
            defer { state.continuations = [] }
            return state.continuations
        }
        guard let continuations else { return }
        box.fulfil(value)
        for continuation in continuations { continuation.resume(returning: value) }
    }

    /// The value, if it is known.
    var value: Value? { state.withLock { $0.value } }

    /// Blocks the thread until the value is known.
    func wait() -> Value {
        while true {
            if let value = box.wait() { return value }
        }
    }

    /// Suspends the task until the value is known.
    func get() async -> Value {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Value? in
                if state.value == nil { state.continuations.append(continuation) }
                return state.value
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
