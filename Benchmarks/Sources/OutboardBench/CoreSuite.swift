/// The cases of `outboard-bench core`, in their order.
struct CoreSuite {
    /// All cases, by the plugin they need.
    static var groups: [CaseGroup] { [.core(), .users()] }

    /// The names that `--cases` takes.
    static var caseNames: [String] {
        var names: [String] = []
        for benchCase in groups.flatMap(\.cases) where !names.contains(benchCase.title.name) {
            names.append(benchCase.title.name)
        }
        return names
    }

    let plan: MeasurementPlan
    /// The names of the cases to measure; `nil` for all.
    let selection: [String]?

    /// Measures, and prints a line for each case as soon as it is known.
    func run(on processors: ProcessorPair) throws -> [ResultRow] {
        let groups = Self.groups.map { CaseGroup(start: $0.start, cases: $0.cases.filter(isSelected)) }
        if let obstacle = UserLibrary.obstacle { print("swift-dlopen is left out: \(obstacle)") }
        var table = ResultTable(count: groups.reduce(0) { $0 + $1.cases.count })
        table.printHeading()
        for group in groups where !group.cases.isEmpty {
            let pair = try group.start(processors)
            defer { pair.stop() }
            let measurement = try Measurement(plan: plan, pair: pair)
            for benchCase in group.cases {
                table.announce(benchCase.title)
                table.add(try measurement.measure(benchCase.title, benchCase.make(pair)))
            }
        }
        return table.rows
    }

    private func isSelected(_ benchCase: BenchCase) -> Bool {
        if benchCase.title.peer == .swiftDlopen, UserLibrary.obstacle != nil { return false }
        return selection?.contains(benchCase.title.name) ?? true
    }
}
