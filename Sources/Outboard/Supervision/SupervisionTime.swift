internal import Logging
internal import OutboardCore
internal import OutboardSystem

/// Where a supervisor takes time and chance from: tests bring their own.
struct SupervisionTime: Sendable {
    /// Nanoseconds of CLOCK_MONOTONIC.
    var now: @Sendable () -> UInt64
    /// Has something done at a moment; what is done must not wait.
    var schedule: @Sendable (UInt64, @escaping @Sendable () -> Void) throws -> Void
    /// A number from 0 up to 1.
    var chance: @Sendable () -> Double

    /// The machine's.
    static func real(logger: Logger) -> SupervisionTime {
        SupervisionTime(
            now: { MonotonicClock.now() },
            schedule: { try WaitingThread.shared(logger: logger).schedule(at: $0, $1) },
            chance: { Double.random(in: 0..<1) })
    }
}
