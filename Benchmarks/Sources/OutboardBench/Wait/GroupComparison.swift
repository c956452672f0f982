internal import BenchInterface
internal import Outboard

/// Calls to groups of plugins, waited for with io_uring and with epoll in turns.
struct GroupComparison: SuitePart {
    static let name = "groups"
    private static let sizes = [1, 4, 16, 64]

    let plan: WaitPlan

    private var count: Int { GroupKind.allCases.count * Self.sizes.count }
    var rowCount: Int { 2 * count }
    var seconds: Double {
        Double(count) * Double(plan.groupNanoseconds) / 1e9
            + Double(2 * GroupKind.allCases.count * Self.sizes.reduce(0, +)) * 0.03
    }

    func run(_ run: inout SuiteRun) throws {
        for kind in GroupKind.allCases {
            for size in Self.sizes { try compare(kind, size, &run) }
        }
    }

    private func compare(_ kind: GroupKind, _ size: Int, _ run: inout SuiteRun) throws {
        let title = CaseTitle(name: "groups-\(kind.rawValue)")
        run.announce(title)
        let epoll = try GroupHost("epoll", plugins: size, kind)
        let uring = try GroupHost("io_uring", plugins: size, kind)
        let calls = max(5, 200 / size)
        let deadline = MonotonicTime.now() &+ plan.groupNanoseconds
        repeat {
            try epoll.measure(calls)
            try uring.measure(calls)
            run.announce(title)
        } while MonotonicTime.now() < deadline
        let counts = try [epoll, uring].map { try $0.countSystemCalls(calls) }
        run.add(epoll.row(title, kind, plugins: size, systemCalls: counts[0], against: nil))
        run.add(uring.row(title, kind, plugins: size, systemCalls: counts[1], against: epoll))
    }
}
