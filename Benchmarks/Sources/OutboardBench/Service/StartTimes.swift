internal import BenchInterface
internal import Glibc
internal import Outboard

/// From the launch of a plugin to its first reply.
struct StartTimes: SuitePart {
    static let name = "start"
    private static let title = CaseTitle(name: name)

    let plan: ServicePlan

    var rowCount: Int { 1 }
    var seconds: Double { Double(plan.starts) * 0.015 }

    func run(_ run: inout SuiteRun) throws {
        run.announce(Self.title)
        let path = "/dev/shm/outboard-bench-\(getpid())-\(MonotonicTime.now())"
        let area = try SharedArea(creating: path)
        defer {
            unsafe unlink(path)
            _ = area
        }
        let program = try BenchPair.program()
        var percentiles = Percentiles(callsPerSample: 1, clockNs: 0)
        var total: UInt64 = 0
        for _ in 0..<plan.starts {
            let began = MonotonicTime.now()
            let plugin = try PluginHandle.startBlocking(
                at: program, configuration: BenchConfiguration(path: path, sharesProcessor: true),
                options: .defaults { options in
                    options.arguments = ["core"]
                    options.sandbox = BenchPair.sandbox
                })
            defer { plugin.stopBlocking() }
            try plugin.client(BenchClient.self).null()
            let took = MonotonicTime.now() &- began
            percentiles.add(took)
            total &+= took
        }
        run.add(
            ResultRow(
                suite: "service", Self.title, policy: WaitPolicy.adaptive.description, calls: plan.starts,
                BlockSummary(meanNs: Double(total) / Double(plan.starts)), percentiles, .none, RowFacts(plugins: 1)))
    }
}
