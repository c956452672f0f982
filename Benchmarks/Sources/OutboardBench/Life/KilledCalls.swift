internal import BenchInterface
internal import Glibc
internal import Outboard
internal import Synchronization

/// From the death of a plugin to the error that its caller gets.
struct KilledCalls: SuitePart {
    static let name = "killed"
    private static let title = CaseTitle(name: name)

    /// What the caller does when the plugin is killed.
    enum Waiting: String, CaseIterable {
        /// Calls without a pause, and polls.
        case busy
        /// A thread has waited for its answer for some time, and sleeps.
        case asleep
        /// A task is suspended.
        case suspended
    }

    let plan: LifePlan

    var rowCount: Int { Waiting.allCases.count }
    var seconds: Double { Double(rowCount * plan.kills) * 0.03 }

    func run(_ run: inout SuiteRun) throws {
        for waiting in Waiting.allCases {
            run.announce(Self.title)
            var times = LifeTimes()
            for _ in 0..<plan.kills { times.add(try kill(waiting)) }
            run.add(times.row(Self.title, RowFacts(life: LifeFacts(caller: waiting.rawValue))))
        }
    }

    /// Kills a plugin.
    ///
    /// - Returns: The nanoseconds from then to the error.
    private func kill(_ waiting: Waiting) throws -> UInt64 {
        let plugin = try SmallPlugin.start()
        defer { plugin.stopBlocking() }
        let client = try plugin.client(BenchClient.self)
        try client.null()
        let failedAt = Mutex<UInt64>(0)
        let task = TaskOutcome<UInt64>()
        var thread: CallerThread?
        switch waiting {
        case .busy, .asleep:
            thread = try CallerThread {
                do {
                    if waiting == .asleep { try client.sleep(shortest: Self.long, longest: Self.long) }
                    while true { try client.null() }
                } catch {
                    failedAt.withLock { $0 = MonotonicTime.now() }
                }
            }
        case .suspended:
            Task.detached {
                await task.fulfil {
                    try? await client.caller.callAsync(BenchClient.sleepCall(shortest: Self.long, longest: Self.long))
                    return MonotonicTime.now()
                }
            }
        }
        Sleep.between(3_000_000, 6_000_000)
        let killedAt = MonotonicTime.now()
        Glibc.kill(plugin.processID, SIGKILL)
        thread?.join()
        let end = thread == nil ? try task.wait() : failedAt.withLock { $0 }
        guard end >= killedAt else { throw BenchError("a call failed before its plugin was killed") }
        return end &- killedAt
    }

    /// Longer than any plugin lives here.
    private static let long: UInt64 = 60_000_000_000
}
