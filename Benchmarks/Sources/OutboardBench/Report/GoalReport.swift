/// The goals of the core suite, and whether the results meet them.
struct GoalReport: CustomStringConvertible {
    private let rows: [ResultRow]

    init(_ rows: [ResultRow]) {
        self.rows = rows
    }

    var description: String {
        (["Goals"] + verdicts.map(\.description)).joined(separator: "\n")
    }

    private var verdicts: [GoalVerdict] {
        [
            ratio("raw", 1.10),
            ratio("typed-null", 1.25),
            absolute("get-user", 700, aboutFloorNs: 125),
            pipelined("pipelined-raw", 15),
            pipelined("pipelined-typed", 30),
            costless("raw"),
            costless("typed-null"),
        ]
    }

    private func row(_ name: String, window: Int = 1) -> ResultRow? {
        rows.first { $0.title.name == name && $0.title.peer == .outboard && $0.title.window == window }
    }

    private func ratio(_ name: String, _ limit: Double) -> GoalVerdict {
        let found = row(name)
        return GoalVerdict(
            goal: "\(name): at most \(limit.fixed(2)) × floor", measured: found.map { "\($0.blocks.ratio.fixed(3)) ×" },
            isMet: found.map { $0.blocks.ratio <= limit })
    }

    /// A goal in nanoseconds holds for a floor, and says nothing where the floor is far from it.
    private func absolute(_ name: String, _ limit: Double, aboutFloorNs floor: Double) -> GoalVerdict {
        let found = row(name)
        let isComparable = found.map { abs($0.blocks.floorNs - floor) <= 0.25 * floor } ?? true
        let measured = found.map { "\($0.blocks.meanNs.fixed(1)) ns at a floor of \($0.blocks.floorNs.fixed(1)) ns" }
        return GoalVerdict(
            goal: "\(name): at most \(limit.fixed(0)) ns at a floor of about \(floor.fixed(0)) ns", measured: measured,
            isMet: isComparable ? found.map { $0.blocks.meanNs <= limit } : nil)
    }

    private func pipelined(_ name: String, _ limit: Double) -> GoalVerdict {
        let found = row(name, window: 64)
        return GoalVerdict(
            goal: "\(name), window 64: at most \(limit.fixed(0)) ns a call",
            measured: found.map { "\($0.blocks.meanNs.fixed(1)) ns" }, isMet: found.map { $0.blocks.meanNs <= limit })
    }

    private func costless(_ name: String) -> GoalVerdict {
        let found = row(name)?.counted
        let systemCalls = found?.systemCallsPer1000?.fixed(1) ?? "uncounted"
        let isMet = found.flatMap { counted in
            counted.systemCallsPer1000.map { $0 == 0 && counted.allocationsPer1000 == 0 }
        }
        return GoalVerdict(
            goal: "\(name): no allocation and no system call",
            measured: found.map { "\($0.allocationsPer1000.fixed(1)) and \(systemCalls) per 1,000 calls" },
            isMet: isMet)
    }
}
