/// One row of the results.
struct ResultRow {
    /// The command that measured it.
    let suite: String
    let title: CaseTitle
    /// How both sides wait.
    let policy: String
    /// Calls that the mean rests on.
    let calls: Int
    let blocks: BlockSummary
    let minNs: Double
    let p50Ns: Double
    let p90Ns: Double
    let p99Ns: Double
    let p999Ns: Double
    let maxNs: Double
    let counted: CountedCalls
    /// What only some suites know.
    let facts: RowFacts?

    /// A row of the suite `core`.
    init(
        _ title: CaseTitle, policy: String, callsPerBlock: Int, _ blocks: BlockSummary, _ percentiles: Percentiles,
        _ counted: CountedCalls
    ) {
        self.init(
            suite: "core", title, policy: policy, calls: callsPerBlock * blocks.kept, blocks, percentiles, counted,
            nil)
    }

    /// A row of any suite; all percentiles are not numbers if no call was timed alone.
    init(
        suite: String, _ title: CaseTitle, policy: String, calls: Int, _ blocks: BlockSummary,
        _ percentiles: Percentiles, _ counted: CountedCalls, _ facts: RowFacts?
    ) {
        self.suite = suite
        self.title = title
        self.policy = policy
        self.calls = calls
        self.blocks = blocks
        self.facts = facts
        self.minNs = percentiles.minNs
        self.p50Ns = percentiles.valueNs(at: 50)
        self.p90Ns = percentiles.valueNs(at: 90)
        self.p99Ns = percentiles.valueNs(at: 99)
        self.p999Ns = percentiles.valueNs(at: 99.9)
        self.maxNs = percentiles.maxNs
        self.counted = counted
    }
}
