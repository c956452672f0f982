internal import BenchInterface

/// Blocks of rounds between two processes that sleep.
final class ParkBlocks {
    private static let warm = 8

    private let spaced: SpacedCalls
    private var use: ProcessorUse
    private var percentiles: Percentiles
    private var means: [Double] = []
    private var calls = 0

    init(_ spaced: SpacedCalls, _ processes: [Int32]) {
        self.spaced = spaced
        self.use = ProcessorUse(processes)
        self.percentiles = Percentiles(callsPerSample: 1, clockNs: spaced.clock.nanoseconds)
    }

    /// Measures a block.
    ///
    /// - Returns: Mean nanoseconds of a round.
    @inline(__always)
    func measure(_ round: () throws -> Void) throws -> Double {
        let count = spaced.gap == 0 ? 200 : 10
        for _ in 0..<Self.warm { try round() }
        use.start()
        let block = try spaced.run(count, &percentiles, round)
        use.stop(computed: block.computedNs)
        calls += count
        means.append(block.meanNs)
        return block.meanNs
    }

    /// Mean nanoseconds of a round.
    var meanNs: Double { means.reduce(0, +) / Double(max(1, means.count)) }

    /// All of it as a row.
    func row(
        _ title: CaseTitle, _ policy: String, _ blocks: BlockSummary, _ counted: CountedCalls, _ facts: RowFacts
    ) -> ResultRow {
        var facts = facts
        facts.cpuPercent = use.percent
        facts.hostCpuPercent = use.hostPercent
        return ResultRow(
            suite: "wait", title, policy: policy, calls: calls, blocks, percentiles, counted, facts)
    }
}
