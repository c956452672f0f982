internal import CBench

/// Sleeps of the calling thread.
public enum Sleep {
    /// Lets the thread's sleeps end when they should: by default the kernel may add 50 µs.
    public static func becomeExact() { bench_sleep_exactly() }

    /// Sleeps until a moment of ``MonotonicTime``: one system call.
    public static func until(_ moment: UInt64) { bench_sleep_until(moment) }

    /// Sleeps for a random time between two bounds, in nanoseconds, and no longer.
    public static func between(_ shortest: UInt64, _ longest: UInt64) {
        becomeExact()
        until(MonotonicTime.now() &+ (shortest < longest ? UInt64.random(in: shortest...longest) : shortest))
    }
}
