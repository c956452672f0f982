/// One row of the results.
struct ResultRow {
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

    init(
        _ title: CaseTitle, policy: String, callsPerBlock: Int, _ blocks: BlockSummary, _ percentiles: Percentiles,
        _ counted: CountedCalls
    ) {
        self.title = title
        self.policy = policy
        self.calls = callsPerBlock * blocks.kept
        self.blocks = blocks
        self.minNs = percentiles.minNs
        self.p50Ns = percentiles.valueNs(at: 50)
        self.p90Ns = percentiles.valueNs(at: 90)
        self.p99Ns = percentiles.valueNs(at: 99)
        self.p999Ns = percentiles.valueNs(at: 99.9)
        self.maxNs = percentiles.maxNs
        self.counted = counted
    }
}
