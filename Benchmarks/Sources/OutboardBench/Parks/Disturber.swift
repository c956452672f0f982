internal import BenchInterface
internal import Synchronization

/// A thread that runs for a moment, again and again, at random.
///
/// It takes the processor away from the thread that has it, and the scheduler then gives it to any.
final class Disturber {
    private final class State: Sendable {
        let isStopping = Atomic(false)
    }

    private let state = State()
    private let thread: CallerThread

    /// Starts it where the calling thread runs.
    init() throws {
        let state = state
        thread = try CallerThread {
            Sleep.becomeExact()
            while !state.isStopping.load(ordering: .relaxed) {
                Sleep.until(MonotonicTime.now() &+ 5_000 &+ RandomPhase.number(below: 100_000))
            }
        }
    }

    /// Ends it.
    func stop() {
        state.isStopping.store(true, ordering: .relaxed)
        thread.join()
    }
}
