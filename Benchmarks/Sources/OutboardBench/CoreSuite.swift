internal import BenchInterface

/// The cases of `outboard-bench core`, in their order.
struct CoreSuite {
    /// The names that `--cases` takes.
    static let caseNames = [
        "floor", "raw", "typed-null", "typed-echo", "pipelined-raw",
    ]

    let plan: MeasurementPlan
    /// The names of the cases to measure; `nil` for all.
    let selection: [String]?

    /// Measures, and prints a line for each case as soon as it is known.
    func run(on processors: ProcessorPair) throws -> [ResultRow] {
        let groups = [CaseGroup.core]
        let count = groups.reduce(0) { $0 + $1.titles.count { isSelected($0) } }
        var table = ResultTable(count: count)
        var rows: [ResultRow] = []
        for group in groups where group.titles.contains(where: isSelected) {
            let pair = try BenchPair(client: group.client, argument: group.argument, processors: processors)
            defer { pair.stop() }
            for var workload in try group.workloads(pair) where isSelected(workload.title) {
                table.announce(workload.title)
                let row = try Measurement(plan: plan, pair: pair).measure(&workload)
                table.add(row)
                rows.append(row)
            }
        }
        return rows
    }

    private func isSelected(_ title: CaseTitle) -> Bool {
        selection?.contains(title.name) ?? true
    }
}
