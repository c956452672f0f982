/// A call that waits for a generation.
struct Waiter: Sendable {
    /// When it stops waiting, in nanoseconds of CLOCK_MONOTONIC; the largest number for never.
    let deadline: UInt64
    /// Ends its wait.
    let end: @Sendable (Outcome) -> Void

    /// How a wait ended.
    enum Outcome: Sendable {
        /// There is a generation, or there will be none.
        case settled
        case timedOut
        case cancelled
    }
}
