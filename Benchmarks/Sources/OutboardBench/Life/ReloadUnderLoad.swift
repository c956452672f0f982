internal import BenchInterface
internal import Outboard
internal import Synchronization

/// Calls without a pause while their plugin is replaced, again and again.
struct ReloadUnderLoad: SuitePart {
    static let name = "reload"
    private static let title = CaseTitle(name: name)
    private static let threads = 2

    let plan: LifePlan

    var rowCount: Int { 1 }
    var seconds: Double { Double(plan.reloads) * 0.25 }

    func run(_ run: inout SuiteRun) throws {
        run.announce(Self.title)
        let plugin = try SmallPlugin.startSupervised()
        defer { plugin.stopBlocking() }
        let client = try plugin.client(BenchClient.self)
        let all = Mutex(LifeTimes())
        let lost = Atomic<Int>(0)
        let isOver = Atomic<Bool>(false)
        let threads = try (0..<Self.threads).map { _ in
            try CallerThread {
                var own = LifeTimes()
                var now = MonotonicTime.now()
                while !isOver.load(ordering: .relaxed) {
                    do {
                        try client.null()
                    } catch {
                        lost.add(1, ordering: .relaxed)
                    }
                    let after = MonotonicTime.now()
                    own.add(after &- now)
                    now = after
                }
                all.withLock { $0.add(own) }
            }
        }
        let result = Result {
            for _ in 0..<plan.reloads {
                Sleep.until(MonotonicTime.now() &+ 100_000_000)
                try plugin.reloadBlocking()
            }
        }
        isOver.store(true, ordering: .relaxed)
        for thread in threads { thread.join() }
        try result.get()
        run.add(
            all.withLock { $0 }.row(
                Self.title,
                RowFacts(
                    threads: Self.threads,
                    life: LifeFacts(reloads: plan.reloads, lostCalls: lost.load(ordering: .relaxed)))))
    }
}
