internal import CBench

/// Measures what the calling thread's waits on sets of descriptors cost, whichever way the host waits.
public enum WaitMeter {
    /// Starts from zero.
    public static func start() { bench_measure_waits() }

    /// Stops.
    ///
    /// - Returns: How many waits there were, and how long a processor worked in them, in nanoseconds.
    public static func stop() -> (waits: UInt64, nanoseconds: UInt64) {
        var nanoseconds: UInt64 = 0
        let waits = unsafe bench_measured_waits(&nanoseconds)
        return (waits, nanoseconds)
    }
}
