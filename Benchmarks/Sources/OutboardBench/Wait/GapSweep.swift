internal import BenchInterface
internal import Outboard

/// Every policy at gaps between calls from none to 100 ms, in turns, so that all see the machine in the same states.
///
/// Nothing is pinned: where threads run is the policies' business.
struct GapSweep: SuitePart {
    private static let gaps: [UInt64] = [0, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]
    private static let policies: [WaitPolicy] = [.spin, .adaptive, .handoff, .park]

    static let name = "gaps"
    static let title = CaseTitle(name: name)
    let plan: WaitPlan

    var rowCount: Int { Self.gaps.count * Self.policies.count }

    var seconds: Double {
        Self.gaps.reduce(1) { seconds, gap in
            let calls = plan.calls(gap: gap) + 6
            let round = Double(Self.policies.count * calls) * Double(gap + 20_000) / 1e9
            let counting = Double(Self.policies.count * (Self.countedCalls(gap) + 24)) * Double(gap) / 1e9
            let use = Double(Self.policies.count) * Double(plan.useNanoseconds) / 1e9
            return seconds + max(Double(plan.gapNanoseconds) / 1e9, round * Double(plan.gapRounds)) + counting + use
        }
    }

    private static func countedCalls(_ gap: UInt64) -> Int {
        Int(min(2000, max(4, 200_000_000 / (gap + 1))))
    }

    func run(_ run: inout SuiteRun) throws {
        let pair = try BenchPair(
            BenchClient.self, argument: "core", processors: run.processors, isPinned: false)
        defer { pair.stop() }
        Sleep.becomeExact()
        for gap in Self.gaps {
            run.announce(Self.title)
            let spaced = SpacedCalls(gap: gap, clock: ClockCost())
            let cells = try Self.policies.map { try GapCell($0, spaced, pair) }
            let deadline = MonotonicTime.now() &+ plan.gapNanoseconds
            var rounds = 0
            while rounds < plan.gapRounds || MonotonicTime.now() < deadline {
                // Each begins a round in its turn: whoever comes after one that polled finds other caches.
                for place in cells.indices {
                    let cell = cells[(place + rounds) % cells.count]
                    try cell.measure(plan.calls(gap: gap))
                    run.announce(Self.title)
                }
                rounds += 1
            }
            for cell in cells { try cell.measureUse(plan.useNanoseconds) }
            run.announce(Self.title)
            for cell in cells { try cell.count(pair, calls: Self.countedCalls(gap)) }
            let best = BestPolicy(cells)
            for cell in cells { run.add(cell.row(best: best)) }
        }
    }
}
