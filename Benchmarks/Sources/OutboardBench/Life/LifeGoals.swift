/// The goals of the suite `life`, and whether the results meet them.
struct LifeGoals: CustomStringConvertible {
    let rows: [ResultRow]

    var description: String {
        (["Goals"] + verdicts.map(\.description)).joined(separator: "\n")
    }

    private var verdicts: [GoalVerdict] {
        KilledCalls.Waiting.allCases.map(killed) + [restarted, kept, reloaded, started, small]
    }

    private func row(_ name: String) -> ResultRow? { rows.first { $0.title.name == name } }

    private func killed(_ waiting: KilledCalls.Waiting) -> GoalVerdict {
        let found = rows.first {
            $0.title.name == KilledCalls.name && $0.facts?.life?.caller == waiting.rawValue
        }
        return GoalVerdict(
            goal: "plugin killed, caller \(waiting.rawValue): its error within 1 ms, 99 of 100",
            measured: found.map { Self.milliseconds($0.p99Ns) }, isMet: found.map { $0.p99Ns <= 1e6 })
    }

    private var restarted: GoalVerdict {
        let found = row(Restarts.name)
        return GoalVerdict(
            goal: "plugin killed: the next one answers within 20 ms, median",
            measured: found.map { Self.milliseconds($0.p50Ns) }, isMet: found.map { $0.p50Ns <= 20e6 })
    }

    private var kept: GoalVerdict {
        let life = row(Restarts.name)?.facts?.life
        let states = life?.hostBefore.flatMap { before in life?.hostAfter.map { (before, $0) } }
        return GoalVerdict(
            goal: "\(life?.restarts ?? 0) restarts: descriptors, threads and memory of the host stay",
            measured: states.map { before, after in
                "\(before.descriptors) to \(after.descriptors), \(before.threads) to \(after.threads), "
                    + "\(Self.megabytes(before.privateBytes)) to \(Self.megabytes(after.privateBytes))"
            },
            isMet: states.map { before, after in
                after.descriptors <= before.descriptors && after.threads <= before.threads
                    && after.privateBytes <= before.privateBytes + (1 << 20)
            })
    }

    private var reloaded: GoalVerdict {
        let found = row(ReloadUnderLoad.name)
        let lost = found?.facts?.life?.lostCalls
        return GoalVerdict(
            goal: "reload under load: no call lost, none slower than 50 ms",
            measured: found.map { "\(lost ?? 0) lost, \(Self.milliseconds($0.maxNs))" },
            isMet: found.map { lost == 0 && $0.maxNs <= 50e6 })
    }

    private var started: GoalVerdict {
        let found = row(StartTimes.name)
        return GoalVerdict(
            goal: "start to first reply: at most 5 ms, median", measured: found.map { Self.milliseconds($0.p50Ns) },
            isMet: found.map { $0.p50Ns <= 5e6 })
    }

    private var small: GoalVerdict {
        let found = row(MemoryWatch.name)?.facts?.memory
        return GoalVerdict(
            goal: "a small plugin: at most 5 MB of its own", measured: found.map { Self.megabytes($0.privateBytes) },
            isMet: found.map { $0.privateBytes <= 5_000_000 })
    }

    private static func milliseconds(_ nanoseconds: Double) -> String { "\((nanoseconds / 1e6).fixed(3)) ms" }

    private static func megabytes(_ bytes: Int) -> String { "\((Double(bytes) / 1e6).fixed(2)) MB" }
}
