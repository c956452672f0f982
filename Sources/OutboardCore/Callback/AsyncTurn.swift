internal import OutboardSystem

/// Lets tasks do something one after the other, in the order in which they come.
final class AsyncTurn: Sendable {
    private struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Locked(State())

    /// Waits for the turn, whether the task is cancelled or not.
    func take() async {
        if tryTake() { return }
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard state.isTaken else {
                    state.isTaken = true
                    return false
                }
                state.waiting.append(continuation)
                return true
            }
            if !mustWait { continuation.resume() }
        }
    }

    /// Gives the turn to the next.
    func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }

    private func tryTake() -> Bool {
        state.withLock { state in
            guard !state.isTaken else { return false }
            state.isTaken = true
            return true
        }
    }
}
