internal import BenchInterface
internal import Outboard

/// From the launch of a plugin to its first reply.
struct StartTimes: SuitePart {
    static let name = "start"
    private static let title = CaseTitle(name: name)

    let plan: LifePlan

    var rowCount: Int { 1 }
    var seconds: Double { Double(plan.starts) * 0.015 }

    func run(_ run: inout SuiteRun) throws {
        run.announce(Self.title)
        var times = LifeTimes()
        for _ in 0..<plan.starts {
            let began = MonotonicTime.now()
            let plugin = try SmallPlugin.start()
            defer { plugin.stopBlocking() }
            try plugin.client(BenchClient.self).null()
            times.add(MonotonicTime.now() &- began)
        }
        run.add(times.row(Self.title, RowFacts(plugins: 1)))
    }
}
