internal import CBench

/// Counts the allocations and system calls of the thread that uses it.
public struct ThreadCounter {
    private var allocations: UInt64 = 0
    private var countsSystemCalls = false

    /// Creates a counter that stands still.
    public init() {}

    /// Starts from zero.
    ///
    /// From here on every system call costs microseconds.
    public mutating func start() {
        countsSystemCalls = bench_count_system_calls() == 0
        allocations = bench_allocations()
    }

    /// Stops.
    public mutating func stop() -> ThreadCounts {
        let allocations = bench_allocations() &- self.allocations
        guard countsSystemCalls else { return ThreadCounts(allocations: allocations, systemCalls: nil) }
        countsSystemCalls = false
        return ThreadCounts(allocations: allocations, systemCalls: bench_counted_system_calls())
    }
}
