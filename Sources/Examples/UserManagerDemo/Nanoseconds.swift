import Glibc

/// Time in nanoseconds.
enum Nanoseconds {
    /// CLOCK_MONOTONIC, which is read without entering the kernel.
    static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Such as `3.2 ms`.
    static func milliseconds(since start: UInt64) -> String {
        let tenths = (now() - start + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) ms"
    }
}
