internal import Glibc

/// The clock of all measurements: CLOCK_MONOTONIC.
public enum MonotonicTime {
    /// Nanoseconds since some moment in the past; 20 to 40 ns, without a system call.
    @inline(__always)
    static func read() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000 &+ UInt64(truncatingIfNeeded: time.tv_nsec)
    }

    /// Nanoseconds since some moment in the past.
    public static func now() -> UInt64 { read() }
}
