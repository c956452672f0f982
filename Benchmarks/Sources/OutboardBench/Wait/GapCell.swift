internal import BenchInterface
internal import Outboard

/// One policy at one gap: what its blocks have shown so far.
final class GapCell {
    /// Calls that let `adaptive` settle, before those that count.
    private static let warm = 6

    let policy: WaitPolicy
    private let client: BenchClient
    private let spaced: SpacedCalls
    private let floor: ReferenceFloor
    private var use: ProcessorUse
    private var percentiles: Percentiles
    private var pairs: [BlockPair] = []
    private var calls = 0
    private var counted = CountedCalls.none

    init(_ policy: WaitPolicy, _ spaced: SpacedCalls, _ pair: BenchPair) throws {
        self.policy = policy
        self.spaced = spaced
        self.client = try pair.plugin.client(BenchClient.self).waiting(policy)
        self.floor = ReferenceFloor(pair: pair)
        self.use = ProcessorUse([pair.plugin.processID])
        self.percentiles = Percentiles(callsPerSample: 1, clockNs: spaced.clock.nanoseconds)
    }

    /// Measures a block, with the floor before and after it.
    func measure(_ count: Int) throws {
        let before = try floor.measure()
        try settle()
        let block: SpacedCalls.Block
        if spaced.gap == 0 {
            block = try spaced.runDense(count) { try client.null() }
        } else {
            block = try spaced.run(count, &percentiles) { try client.null() }
        }
        // Calls without a gap are so short that timing one costs a good part of it: not in the mean.
        if spaced.gap == 0 { _ = try spaced.run(count, &percentiles) { try client.null() } }
        let after = try floor.measure()
        calls += count
        pairs.append(
            BlockPair(floorBeforeNs: before, meanNs: block.meanNs, floorAfterNs: after, wasInterrupted: false))
    }

    /// Makes calls for a time and looks at what both processes use meanwhile.
    ///
    /// The kernel brings the use of a thread that runs up to date a few hundred times a second: blocks are too short.
    func measureUse(_ nanoseconds: UInt64) throws {
        try settle()
        let end = MonotonicTime.now() &+ nanoseconds
        var unused = Percentiles(callsPerSample: 1, clockNs: 0)
        var computed: UInt64 = 0
        use.start()
        repeat {
            let block =
                if spaced.gap == 0 {
                    try spaced.runDense(1000) { try client.null() }
                } else {
                    try spaced.run(spaced.gap < 1_000_000 ? 10 : 1, &unused) { try client.null() }
                }
            computed &+= block.computedNs
        } while MonotonicTime.now() < end
        use.stop(computed: computed)
    }

    /// Counts system calls and allocations of both threads.
    func count(_ pair: BenchPair, calls: Int) throws {
        // The least of a few where they are short: a thread that is kept from running makes the other one fall asleep.
        for _ in 0..<(spaced.gap < 1_000_000 ? 3 : 1) {
            try settle()
            // A call that wakes the worker is part of both: counting lets it fall asleep.
            let baseline = try counting(pair, 1)
            let pass = CountedCalls(calls: calls, counts: try counting(pair, 1 + calls), baseline: baseline)
            if counted.systemCallsPer1000 == nil || pass.isLess(than: counted) { counted = pass }
        }
    }

    private func settle() throws {
        var unused = Percentiles(callsPerSample: 1, clockNs: 0)
        // As many as let the caller's and the worker's caches forget the floor as well.
        let count = spaced.gap < 1_000_000 ? 64 : Self.warm
        _ = try spaced.run(count, &unused) { try client.null() }
    }

    private func counting(_ pair: BenchPair, _ calls: Int) throws -> ThreadCounts {
        _ = try pair.count(true)
        // That call waits in its own way.
        try settle()
        var unused = Percentiles(callsPerSample: 1, clockNs: 0)
        var counter = ThreadCounter()
        counter.start()
        _ = try spaced.run(calls, &unused) { try client.null() }
        var host = counter.stop()
        host.systemCalls = host.systemCalls.map { $0 &- spaced.systemCallsOfGap &* UInt64(calls) }
        return host + (try pair.count(false))
    }

    // MARK: Results

    /// Mean nanoseconds of a call, for each block.
    var blockMeans: [Double] { pairs.map(\.meanNs) }
    /// The mean of the block in the middle.
    var medianNs: Double { blockMeans.sorted()[pairs.count / 2] }
    /// What both processes used of processors, in hundredths.
    var cpuPercent: Double { use.percent }

    /// All of it as a row.
    func row(best: BestPolicy?) -> ResultRow {
        ResultRow(
            suite: "wait", CaseTitle(name: "gaps"), policy: policy.description, calls: calls, BlockSummary(pairs),
            percentiles, counted,
            RowFacts(
                gapNs: spaced.gap, cpuPercent: use.percent, hostCpuPercent: use.hostPercent, plugins: 1,
                placement: .free, best: policy == .adaptive ? best : nil))
    }
}
