internal import BenchInterface
internal import Outboard

/// What a plugin process that has answered a call takes of memory.
struct MemoryWatch: SuitePart {
    static let name = "memory"
    private static let title = CaseTitle(name: name)

    let plan: LifePlan

    var rowCount: Int { 1 }
    var seconds: Double { 1 }

    func run(_ run: inout SuiteRun) throws {
        run.announce(Self.title)
        let plugins = try (0..<plan.processes).map { _ in try SmallPlugin.start() }
        defer { for plugin in plugins { plugin.stopBlocking() } }
        for plugin in plugins { try plugin.client(BenchClient.self).null() }
        let memories = try plugins.map { try ProcessMemory(of: $0.processID) }
        let mean = ProcessMemory(
            proportionalBytes: memories.reduce(0) { $0 + $1.proportionalBytes } / memories.count,
            privateBytes: memories.reduce(0) { $0 + $1.privateBytes } / memories.count)
        run.add(
            ResultRow(
                suite: LifeSuite.name, Self.title, policy: WaitPolicy.adaptive.description, calls: 0,
                BlockSummary(meanNs: .nan), Percentiles(callsPerSample: 1, clockNs: 0), .none,
                RowFacts(plugins: plan.processes, memory: mean)))
    }
}
