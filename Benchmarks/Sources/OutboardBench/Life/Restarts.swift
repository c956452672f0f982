internal import BenchInterface
internal import Glibc
internal import Outboard

/// From the death of a plugin to the first answer of the next generation, and what many of them leave in the host.
struct Restarts: SuitePart {
    static let name = "restart"
    private static let title = CaseTitle(name: name)

    let plan: LifePlan

    var rowCount: Int { 1 }
    var seconds: Double { Double(plan.restarts) * 0.02 }

    func run(_ run: inout SuiteRun) throws {
        run.announce(Self.title)
        let plugin = try SmallPlugin.startSupervised()
        defer { plugin.stopBlocking() }
        // What the first ones leave stays: threads, caches, the heap's size.
        var ignored = LifeTimes()
        for _ in 0..<plan.restarts / 10 { ignored.add(try kill(plugin)) }
        let before = try HostState()
        var times = LifeTimes()
        for _ in 0..<plan.restarts { times.add(try kill(plugin)) }
        let after = try HostState()
        run.add(
            times.row(
                Self.title, RowFacts(life: LifeFacts(restarts: plan.restarts, hostBefore: before, hostAfter: after))))
    }

    /// Kills a plugin.
    ///
    /// - Returns: The nanoseconds from then to an answer of the generation after it.
    private func kill(_ plugin: SupervisedPlugin) throws -> UInt64 {
        // A new one each time: an old one keeps the memory of its generation.
        let client = try plugin.client(BenchClient.self)
        try client.null()
        let generation = plugin.generation
        guard let process = plugin.processID else { throw BenchError("the plugin is gone already") }
        let killedAt = MonotonicTime.now()
        Glibc.kill(process, SIGKILL)
        while true {
            do {
                try client.null()
                // The process may answer once more before it dies.
                if plugin.generation != generation { return MonotonicTime.now() &- killedAt }
            } catch let error as OutboardError where error.code == .lost {
                // The call that was sent to the dead one.
            }
            guard MonotonicTime.now() &- killedAt < 10_000_000_000 else {
                throw BenchError("the plugin has not come back for ten seconds")
            }
        }
    }
}
