/// The parts of `outboard-bench life`, in their order.
struct LifeSuite {
    /// The name of the suite in its rows.
    static let name = "life"
    /// The names that `--cases` takes.
    static let caseNames = [
        KilledCalls.name, Restarts.name, ReloadUnderLoad.name, StartTimes.name, MemoryWatch.name,
    ]

    let plan: LifePlan
    /// The names of the parts to measure; `nil` for all.
    let selection: [String]?

    private var parts: [any SuitePart] {
        let all: [any SuitePart] = [
            KilledCalls(plan: plan), Restarts(plan: plan), ReloadUnderLoad(plan: plan),
            StartTimes(plan: plan), MemoryWatch(plan: plan),
        ]
        return all.filter { selection?.contains(type(of: $0).name) ?? true }
    }

    /// Measures, and prints a line for each row as soon as it is known.
    func run(on processors: ProcessorPair) throws -> [ResultRow] {
        var run = SuiteRun(parts, columns: ResultColumn.service, processors: processors)
        for part in parts { try part.run(&run) }
        return run.rows
    }
}
