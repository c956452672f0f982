internal import BenchInterface

/// Measures cases between one pair of processes.
struct Measurement {
    let plan: MeasurementPlan
    let pair: BenchPair
    /// Rounds of a block of the floor.
    private let floorRounds: Int
    private let clock: ClockCost

    init(plan: MeasurementPlan, pair: BenchPair) throws {
        self.plan = plan
        self.pair = pair
        self.clock = ClockCost()
        let floor = FloorWorkload(pair)
        self.floorRounds = try Self.calls(of: floor, in: plan.blockNanoseconds, plan)
    }

    /// Measures one case.
    func measure(_ title: CaseTitle, _ workload: some Workload) throws -> ResultRow {
        let time = workload.involvesPlugin ? plan.blockNanoseconds : plan.idleBlockNanoseconds
        let calls = try Self.calls(of: workload, in: time, plan)
        let pairs = try blockPairs(workload, calls)
        let samples = try samples(workload, calls)
        let counted = try count(workload, calls, costNs: pairs[0].meanNs)
        return ResultRow(
            title, policy: pair.policy, callsPerBlock: calls, BlockSummary(pairs), samples, counted)
    }

    // MARK: Size

    /// How many calls take about `time` once they are warm: whole samples, and at least two of them.
    private static func calls(of workload: some Workload, in time: UInt64, _ plan: MeasurementPlan) throws -> Int {
        let unit = workload.callsPerSample
        var calls = unit
        while true {
            // The fastest of a few: the first calls are slow, and another thread may come in between.
            var elapsed = UInt64.max
            for _ in 0..<5 {
                try workload.begin(calls)
                let began = MonotonicTime.now()
                try workload.run(calls)
                elapsed = min(elapsed, MonotonicTime.now() &- began)
            }
            if elapsed >= time / 2 || calls >= plan.blockCalls {
                let fitting = Int(Double(calls) * Double(time) / Double(max(1, elapsed)))
                let rounded = min(plan.blockCalls, fitting) / unit * unit
                return max(2 * unit, rounded)
            }
            calls *= 2
        }
    }

    // MARK: Means

    private func blockPairs(_ workload: some Workload, _ calls: Int) throws -> [BlockPair] {
        let deadline = MonotonicTime.now() &+ plan.pairsNanoseconds
        var pairs: [BlockPair] = []
        var before = try floor()
        while pairs.count < plan.fewestPairs || MonotonicTime.now() < deadline {
            let meanNs = try block(workload, calls)
            let after = try floor()
            // On one processor both threads make way all the time, which the kernel counts as well.
            let wasInterrupted =
                !pair.sharesProcessor
                && (after.pluginInterruptions != before.pluginInterruptions
                    || after.hostInterruptions != before.hostInterruptions)
            pairs.append(
                BlockPair(
                    floorBeforeNs: before.meanNs, meanNs: meanNs, floorAfterNs: after.meanNs,
                    wasInterrupted: wasInterrupted))
            before = after
        }
        return pairs
    }

    private func floor() throws -> FloorBlock {
        let host = Processors.interruptions()
        let meanNs = try block(FloorWorkload(pair), floorRounds)
        return FloorBlock(
            meanNs: meanNs, hostInterruptions: host, pluginInterruptions: pair.area.pluginInterruptions)
    }

    /// One block, warmed up; nanoseconds of a call.
    private func block(_ workload: some Workload, _ calls: Int) throws -> Double {
        let warm = min(plan.warmCalls, calls)
        try workload.begin(warm + calls)
        try workload.run(warm)
        let began = MonotonicTime.now()
        try workload.run(calls)
        return Double(MonotonicTime.now() &- began) / Double(calls)
    }

    // MARK: Percentiles

    private func samples(_ workload: some Workload, _ calls: Int) throws -> Percentiles {
        let unit = workload.callsPerSample
        let warm = min(plan.warmCalls, calls) / unit * unit
        let buffer = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: calls / unit)
        defer { unsafe buffer.deallocate() }
        unsafe buffer.initialize(repeating: 0)
        var percentiles = Percentiles(callsPerSample: unit, clockNs: clock.nanoseconds)
        let deadline = MonotonicTime.now() &+ plan.samplesNanoseconds
        repeat {
            try workload.begin(warm + calls)
            try workload.run(warm)
            try unsafe workload.sample(buffer)
            unsafe percentiles.add(buffer)
        } while percentiles.count < plan.samples && MonotonicTime.now() < deadline
        return percentiles
    }

    // MARK: Counts

    private func count(_ workload: some Workload, _ calls: Int, costNs: Double) throws -> CountedCalls {
        // Not timed: each system call costs a signal here.
        let blocks = max(1, Int(Double(plan.countNanoseconds) / max(1, costNs * Double(calls))))
        let calls = calls * blocks
        let baseline = try counting(workload, 0)
        // The least of a few: a thread that another program keeps from running makes the other one fall asleep.
        var passes: [CountedCalls] = []
        for _ in 0..<3 {
            passes.append(CountedCalls(calls: calls, counts: try counting(workload, calls), baseline: baseline))
        }
        return passes.min { $0.isLess(than: $1) } ?? passes[0]
    }

    /// What both threads do for some calls, and for starting and stopping the counters.
    private func counting(_ workload: some Workload, _ calls: Int) throws -> ThreadCounts {
        _ = try pair.count(true)
        if calls > 0 { try workload.begin(calls) }
        var counter = ThreadCounter()
        counter.start()
        let result = Result { try workload.run(calls) }
        let host = counter.stop()
        try result.get()
        let plugin = try pair.count(false)
        return workload.involvesPlugin ? host + plugin : host
    }
}
