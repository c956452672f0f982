/// The parts of `outboard-bench service`, in their order.
struct ServiceSuite {
    /// The names that `--cases` takes.
    static let caseNames = [OpenLoop.name, CallerScaling.name, PluginChain.name]

    let plan: ServicePlan
    /// The names of the parts to measure; `nil` for all.
    let selection: [String]?

    private var parts: [any SuitePart] {
        let all: [any SuitePart] = [OpenLoop(plan: plan), CallerScaling(plan: plan), PluginChain(plan: plan)]
        return all.filter { selection?.contains(type(of: $0).name) ?? true }
    }

    /// Measures, and prints a line for each row as soon as it is known.
    func run(on processors: ProcessorPair) throws -> [ResultRow] {
        var run = SuiteRun(parts, columns: ResultColumn.service, processors: processors)
        for part in parts { try part.run(&run) }
        return run.rows
    }
}
