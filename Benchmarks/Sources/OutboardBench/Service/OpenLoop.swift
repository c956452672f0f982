internal import BenchInterface
internal import BenchUserManager
internal import Glibc
internal import Outboard

/// Calls that arrive whether or not the ones before them are done.
///
/// The gaps between arrivals are random, with an exponential distribution, as those of many independent clients are. One
/// thread makes the calls in their order. What a call took counts from its arrival, not from the moment at which the
/// thread came to it: otherwise a stall would be noted once and not by all the calls that it held up ("coordinated
/// omission").
struct OpenLoop: SuitePart {
    static let name = "open-loop"
    private static let title = CaseTitle(name: name)
    private static let loads = [10, 50, 80, 95]

    let plan: ServicePlan

    var rowCount: Int { Self.loads.count }
    var seconds: Double {
        1 + Double(plan.capacityNanoseconds) / 1e9 + Double(rowCount) * Double(plan.loadNanoseconds) / 1e9
    }

    func run(_ run: inout SuiteRun) throws {
        run.announce(Self.title)
        let file = try UserFile()
        let pair = try BenchPair(UserManagerClient.self, argument: "users", processors: run.processors)
        defer { pair.stop() }
        let users = try pair.plugin.client(UserManagerClient.self)
        _ = try users.onLoad(userFile: file.path)
        for load in Self.loads {
            run.announce(Self.title)
            // Measured each time, right before: the machine may have changed.
            let call = try capacity(users, file)
            run.add(try measure(users, file, load, gapNs: call * 100 / Double(load)))
        }
    }

    /// Nanoseconds of a call, back to back.
    private func capacity(_ users: UserManagerClient, _ file: UserFile) throws -> Double {
        let began = MonotonicTime.now()
        var calls = 0
        while MonotonicTime.now() &- began < plan.capacityNanoseconds {
            for _ in 0..<100 { try UserCall.getUser.make(users, file) }
            calls += 100
        }
        return Double(MonotonicTime.now() &- began) / Double(calls)
    }

    private func measure(
        _ users: UserManagerClient, _ file: UserFile, _ load: Int, gapNs: Double
    ) throws -> ResultRow {
        var percentiles = Percentiles(callsPerSample: 1, clockNs: 0)
        var generator = SystemRandomNumberGenerator()
        // Drawn beforehand: drawing costs about as much as a call.
        let gaps = (0..<65536).map { _ in -log(Double.random(in: 0x1p-53..<1, using: &generator)) * gapNs }
        var total: UInt64 = 0
        var calls = 0
        let began = MonotonicTime.now()
        let end = began &+ plan.loadNanoseconds
        var arrival = Double(began)
        while true {
            arrival += gaps[calls & 65535]
            let due = UInt64(arrival)
            guard due < end else { break }
            while MonotonicTime.now() < due {}
            try UserCall.getUser.make(users, file)
            let took = MonotonicTime.now() &- due
            percentiles.add(took)
            total &+= took
            calls += 1
        }
        let wall = Double(MonotonicTime.now() &- began)
        return ResultRow(
            suite: "service", Self.title, policy: WaitPolicy.adaptive.description, calls: calls,
            BlockSummary(meanNs: Double(total) / Double(max(1, calls))), percentiles, .none,
            RowFacts(callsPerSecond: Double(calls) * 1e9 / wall, loadPercent: load))
    }
}
