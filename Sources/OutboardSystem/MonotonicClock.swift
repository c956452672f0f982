internal import COutboardLinux

/// The clock that deadlines are given in: CLOCK_MONOTONIC, the same for all processes of a machine.
package enum MonotonicClock {
    /// Nanoseconds since some fixed moment before the machine started.
    ///
    /// About 20 ns, no system call.
    package static func now() -> UInt64 {
        outboard_monotonic_now()
    }
}
