internal import OutboardSystem

/// Tells of one-way calls that failed: their callers do not wait to be told.
///
/// Use it from any thread.
final class OneWayFailures: Sendable {
    private struct State {
        var count = 0
        /// Those that have not been told of.
        var silent = 0
        /// Until when nothing is told, in nanoseconds of CLOCK_MONOTONIC.
        var quietUntil: UInt64 = 0
    }

    /// How often it is told of failures, at most.
    private static let quietNanoseconds: UInt64 = 1_000_000_000

    private let state = Locked(State())
    private let tell: @Sendable (String) -> Void

    /// Creates the record of a plugin's failures, of which there is none.
    ///
    /// - Parameter tell: Receives lines of text.
    init(tell: @escaping @Sendable (String) -> Void) {
        self.tell = tell
    }

    /// How many there were.
    var count: Int { state.withLock { $0.count } }

    /// Counts a failure, and tells of it unless it has just been told of another.
    func note(_ method: String, _ error: any Error) {
        let now = MonotonicClock.now()
        let untold = state.withLock { state -> Int? in
            state.count += 1
            guard now >= state.quietUntil else {
                state.silent += 1
                return nil
            }
            defer { state.silent = 0 }
            state.quietUntil = now.addingClamped(Self.quietNanoseconds)
            return state.silent
        }
        guard let untold else { return }
        let others = untold == 0 ? "" : "; \(untold) more one-way calls have failed since the last such line"
        tell("one-way call \(method) failed: \(type(of: error)): \(error)\(others)")
    }

    /// Tells how many failed of which nothing was told.
    func finish() {
        let untold = state.withLock { state in
            defer { state.silent = 0 }
            return state.silent
        }
        if untold > 0 { tell("\(untold) more one-way calls have failed since the last such line") }
    }
}
