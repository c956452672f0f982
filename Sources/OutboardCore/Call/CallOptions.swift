/// What a caller asks for besides the arguments.
public struct CallOptions: Sendable, Hashable {
    /// When the call must be answered, in nanoseconds of CLOCK_MONOTONIC. Travels to the plugin.
    package var deadline: UInt64?
    /// How long a call without a deadline may take, in nanoseconds. Kept by the host alone, so that it costs no look
    /// at the clock.
    package var timeout: UInt64?

    /// Creates options.
    package init(deadline: UInt64? = nil, timeout: UInt64? = nil) {
        self.deadline = deadline
        self.timeout = timeout
    }
}

extension Duration {
    /// Whole nanoseconds; 0 for negative durations, the largest number for those of over 584 years.
    package var clampedNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowToo) = product.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
        return overflow || overflowToo ? .max : sum
    }
}
