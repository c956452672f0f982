internal import BenchInterface
internal import Outboard

/// What a plugin process that has answered a call takes of memory.
struct MemoryWatch: SuitePart {
    static let name = "memory"
    private static let title = CaseTitle(name: name)

    let plan: ServicePlan

    var rowCount: Int { 1 }
    var seconds: Double { 1 }

    func run(_ run: inout SuiteRun) throws {
        run.announce(Self.title)
        let crowd = try PluginCrowd(plan.processes, waiting: .adaptive)
        defer { crowd.stop() }
        for client in crowd.clients { try client.null() }
        let memories = try crowd.processIDs.map { try ProcessMemory(of: $0) }
        let mean = ProcessMemory(
            proportionalBytes: memories.reduce(0) { $0 + $1.proportionalBytes } / memories.count,
            privateBytes: memories.reduce(0) { $0 + $1.privateBytes } / memories.count)
        run.add(
            ResultRow(
                suite: "service", Self.title, policy: WaitPolicy.adaptive.description, calls: 0,
                BlockSummary(meanNs: .nan), Percentiles(callsPerSample: 1, clockNs: 0), .none,
                RowFacts(plugins: plan.processes, memory: mean)))
    }
}
