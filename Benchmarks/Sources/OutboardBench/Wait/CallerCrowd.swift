internal import BenchInterface
internal import Glibc
internal import Outboard
internal import Synchronization

/// More threads that call than lanes.
struct CallerCrowd: SuitePart {
    static let name = "callers"
    private static let title = CaseTitle(name: name)
    private static let threads = 16
    private static let lanes = [1, 2, 4]

    let plan: WaitPlan

    var rowCount: Int { Self.lanes.count }
    var seconds: Double { Double(rowCount) * (Double(plan.callersNanoseconds) / 1e9 + 1) }

    func run(_ run: inout SuiteRun) throws {
        for lanes in Self.lanes {
            run.announce(Self.title)
            run.add(
                try Self.measure(
                    suite: "wait", threads: Self.threads, lanes: lanes, nanoseconds: plan.callersNanoseconds))
        }
    }

    /// Measures threads that call one plugin without a pause.
    ///
    /// - Parameters:
    ///   - suite: The suite that the row belongs to.
    ///   - count: How many threads.
    ///   - lanes: The plugin's; `nil` for as many as it gets by itself.
    ///   - nanoseconds: How long.
    /// - Returns: A row for all of them.
    /// - Throws: `BenchError`, `OutboardError`.
    static func measure(suite: String, threads count: Int, lanes: Int?, nanoseconds: UInt64) throws -> ResultRow {
        let path = "/dev/shm/outboard-bench-\(getpid())-\(MonotonicTime.now())"
        let area = try SharedArea(creating: path)
        defer {
            unsafe unlink(path)
            _ = area
        }
        let plugin = try PluginHandle.startBlocking(
            at: try BenchPair.program(), configuration: BenchConfiguration(path: path, sharesProcessor: true),
            options: .defaults { options in
                options.arguments = ["core"]
                options.sandbox = BenchPair.sandbox
                if let lanes { options.lanes = lanes }
            })
        defer { plugin.stopBlocking() }
        let client = try plugin.client(BenchClient.self)
        let samples = Mutex<[[UInt64]]>([])
        let failure = Mutex<(any Error)?>(nil)
        let end = MonotonicTime.now() &+ nanoseconds
        var use = ProcessorUse([plugin.processID])
        use.start()
        let threads = try (0..<count).map { _ in
            try CallerThread {
                do {
                    let own = try Self.call(client, until: end)
                    samples.withLock { $0.append(own) }
                } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
        for thread in threads { thread.join() }
        use.stop()
        if let error = failure.withLock({ $0 }) { throw error }
        return row(suite, samples.withLock { $0 }, use, threads: count, lanes: lanes)
    }

    /// Calls without a pause.
    ///
    /// - Returns: The nanoseconds of each call.
    private static func call(_ client: BenchClient, until end: UInt64) throws -> [UInt64] {
        var times: [UInt64] = []
        times.reserveCapacity(1 << 20)
        var now = MonotonicTime.now()
        while now < end {
            try client.null()
            let after = MonotonicTime.now()
            times.append(after &- now)
            now = after
        }
        return times
    }

    private static func row(
        _ suite: String, _ samples: [[UInt64]], _ use: ProcessorUse, threads: Int, lanes: Int?
    ) -> ResultRow {
        var percentiles = Percentiles(callsPerSample: 1, clockNs: ClockCost().nanoseconds)
        var total: UInt64 = 0
        var calls = 0
        for own in samples {
            for sample in own {
                percentiles.add(sample)
                total &+= sample
            }
            calls += own.count
        }
        return ResultRow(
            suite: suite, title, policy: WaitPolicy.adaptive.description, calls: calls,
            BlockSummary(meanNs: Double(total) / Double(max(1, calls))), percentiles, .none,
            RowFacts(
                gapNs: 0, cpuPercent: use.percent, hostCpuPercent: use.hostPercent, plugins: 1,
                threads: threads, lanes: lanes,
                callsPerSecond: Double(calls) * 1e9 / Double(max(1, use.wallNs))))
    }
}
