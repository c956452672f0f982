/// The parts of `outboard-bench wait`, in their order.
struct WaitSuite {
    /// The names that `--cases` takes.
    static let caseNames = [
        GapSweep.name, ParkComparison.name, GroupComparison.name, CallerCrowd.name, IdleWatch.name,
    ]

    let plan: WaitPlan
    /// The names of the parts to measure; `nil` for all.
    let selection: [String]?

    private var cases: [any SuitePart] {
        let all: [any SuitePart] = [
            GapSweep(plan: plan), ParkComparison(plan: plan), GroupComparison(plan: plan), CallerCrowd(plan: plan),
            IdleWatch(plan: plan),
        ]
        return all.filter { selection?.contains(type(of: $0).name) ?? true }
    }

    /// Measures, and prints a line for each row as soon as it is known.
    func run(on processors: ProcessorPair) throws -> [ResultRow] {
        var run = SuiteRun(cases, columns: ResultColumn.wait, processors: processors)
        for part in cases { try part.run(&run) }
        return run.rows
    }
}
