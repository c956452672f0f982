internal import BenchInterface
internal import Outboard

/// What 100 plugins cost that nobody calls, and their host.
struct IdleWatch: SuitePart {
    static let name = "idle"
    private static let title = CaseTitle(name: name)
    private static let plugins = 100

    let plan: WaitPlan

    var rowCount: Int { 1 }
    var seconds: Double { 6 + Double(plan.idleNanoseconds) / 1e9 }

    func run(_ run: inout SuiteRun) throws {
        run.announce(Self.title)
        let group = try PluginCrowd(Self.plugins, waiting: .adaptive)
        defer { group.stop() }
        // All have worked before they are idle.
        for client in group.clients { for _ in 0..<100 { try client.null() } }
        Sleep.until(MonotonicTime.now() &+ 1_000_000_000)
        var use = ProcessorUse(group.processIDs)
        use.start()
        let end = MonotonicTime.now() &+ plan.idleNanoseconds
        while MonotonicTime.now() < end {
            // In one piece, unless somebody watches.
            Sleep.until(min(end, MonotonicTime.now() &+ 10_000_000_000))
            run.announce(Self.title)
        }
        use.stop()
        run.add(
            ResultRow(
                suite: "wait", Self.title, policy: WaitPolicy.adaptive.description, calls: 0,
                BlockSummary(meanNs: .nan), Percentiles(callsPerSample: 1, clockNs: 0), .none,
                RowFacts(
                    cpuPercent: use.percent, hostCpuPercent: use.hostPercent, plugins: Self.plugins,
                    backend: group.backend)))
    }
}
