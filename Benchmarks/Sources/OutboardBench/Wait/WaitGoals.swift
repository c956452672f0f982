/// The goals of the suite `wait`, and whether the results meet them.
struct WaitGoals: CustomStringConvertible {
    let rows: [ResultRow]

    var description: String {
        (["Goals"] + verdicts.map(\.description)).joined(separator: "\n")
    }

    private var verdicts: [GoalVerdict] {
        [
            parked(.handoff, .oneCPU, 1.15), parked(.park, .twoCPUs, 1.1),
        ] + adaptive + [groups, idle, busy]
    }

    private func parked(_ policy: ParkedPolicy, _ placement: Placement, _ limit: Double) -> GoalVerdict {
        let found = rows.first {
            $0.title.name == ParkComparison.name && $0.policy == policy.rawValue && $0.facts?.placement == placement
                && $0.facts?.gapNs == 0
        }
        return GoalVerdict(
            goal: "\(policy.rawValue) on \(placement.rawValue): at most \(limit.fixed(2)) × a plain eventfd ping-pong",
            measured: found.map { "\($0.blocks.medianRatio.fixed(3)) ×" },
            isMet: found.map { $0.blocks.medianRatio <= limit })
    }

    /// The policies that sleep at once.
    private enum ParkedPolicy: String {
        case handoff
        case park
    }

    private var adaptive: [GoalVerdict] {
        let found = rows.filter { $0.title.name == GapSweep.name && $0.policy == "adaptive" }
        guard !found.isEmpty else {
            return [GoalVerdict(goal: "adaptive: at most 1.1 × the best policy", measured: nil, isMet: nil)]
        }
        return found.map { row in
            let gap = row.facts?.gapNs.map { ResultColumn.duration($0) } ?? ""
            let best = row.facts?.best
            return GoalVerdict(
                goal: "adaptive, gap \(gap): at most 1.1 × the best policy that costs as much",
                measured: best.map { "\($0.ratio.fixed(3)) × \($0.policy)" } ?? "no other costs as little",
                isMet: best.map { $0.ratio <= 1.1 } ?? true)
        }
    }

    private var groups: GoalVerdict {
        let found = rows.first {
            $0.title.name == "groups-\(GroupKind.slow.rawValue)" && $0.facts?.plugins == 64
                && $0.facts?.reference != nil
        }
        let cost = found?.facts?.group
        return GoalVerdict(
            goal: "a call to 64 plugins with io_uring: at most 0.7 × the caller's processor time with epoll",
            measured: cost?.callerRatio.map {
                "\($0.fixed(3)) ×, and \(found?.blocks.medianRatio.fixed(3) ?? "?") × the time it takes"
            },
            isMet: cost?.callerRatio.map { $0 <= 0.7 })
    }

    private var idle: GoalVerdict {
        let found = rows.first { $0.title.name == IdleWatch.name }?.facts?.cpuPercent
        return GoalVerdict(
            goal: "100 idle plugins and their host: at most 0.1 % of a processor",
            measured: found.map { "\($0.fixed(4)) %" }, isMet: found.map { $0 <= 0.1 })
    }

    private var busy: GoalVerdict {
        let found = rows.first {
            $0.title.name == GapSweep.name && $0.policy == "adaptive" && $0.facts?.gapNs == 0
        }
        let count = found?.counted.systemCallsPer1000
        return GoalVerdict(
            goal: "no system call in 1,000 busy calls", measured: found.map { _ in count?.fixed(1) ?? "uncounted" },
            isMet: count.map { $0 == 0 })
    }
}
