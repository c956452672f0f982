internal import BenchInterface

/// What calls cost besides time: on the calling thread and on the plugin's together.
struct CountedCalls {
    /// Not a number where nothing was counted.
    let allocationsPer1000: Double
    /// `nil` where system calls cannot be counted.
    let systemCallsPer1000: Double?

    /// Nothing was counted.
    static let none = CountedCalls(systemCallsPer1000: nil)

    /// System calls that were counted elsewhere, and no allocations.
    init(systemCallsPer1000: Double?) {
        self.allocationsPer1000 = .nan
        self.systemCallsPer1000 = systemCallsPer1000
    }

    /// Takes off what counting itself costs.
    init(calls: Int, counts: ThreadCounts, baseline: ThreadCounts) {
        func per1000(_ count: UInt64, _ without: UInt64) -> Double {
            Double(count > without ? count - without : 0) * 1000 / Double(max(1, calls))
        }
        self.allocationsPer1000 = per1000(counts.allocations, baseline.allocations)
        self.systemCallsPer1000 = counts.systemCalls.map { per1000($0, baseline.systemCalls ?? 0) }
    }

    /// Whether these calls did less than others.
    func isLess(than other: Self) -> Bool {
        (systemCallsPer1000 ?? 0, allocationsPer1000) < (other.systemCallsPer1000 ?? 0, other.allocationsPer1000)
    }
}
