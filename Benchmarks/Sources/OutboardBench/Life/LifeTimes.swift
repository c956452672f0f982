internal import Outboard

/// How long something took, many times.
struct LifeTimes {
    private var percentiles = Percentiles(callsPerSample: 1, clockNs: 0)
    private var total: Double = 0

    /// Adds nanoseconds.
    mutating func add(_ nanoseconds: UInt64) {
        percentiles.add(nanoseconds)
        total += Double(nanoseconds)
    }

    /// Adds those of another thread.
    mutating func add(_ other: LifeTimes) {
        percentiles.add(other.percentiles)
        total += other.total
    }

    /// The row of the suite `life`.
    func row(_ title: CaseTitle, _ facts: RowFacts) -> ResultRow {
        ResultRow(
            suite: LifeSuite.name, title, policy: WaitPolicy.adaptive.description, calls: percentiles.count,
            BlockSummary(meanNs: total / Double(max(1, percentiles.count))), percentiles, .none, facts)
    }
}
