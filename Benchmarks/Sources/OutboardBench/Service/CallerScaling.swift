internal import BenchInterface
internal import Outboard

/// One plugin, called by more and more threads without a pause.
struct CallerScaling: SuitePart {
    static let name = "callers"
    private static let threads = [1, 2, 4, 8]

    let plan: ServicePlan

    var rowCount: Int { Self.threads.count }
    var seconds: Double { Double(rowCount) * (Double(plan.callersNanoseconds) / 1e9 + 1) }

    func run(_ run: inout SuiteRun) throws {
        for threads in Self.threads {
            run.announce(CaseTitle(name: Self.name))
            run.add(
                try CallerCrowd.measure(
                    suite: "service", threads: threads, lanes: nil, nanoseconds: plan.callersNanoseconds))
        }
    }
}
