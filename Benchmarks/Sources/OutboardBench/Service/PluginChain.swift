internal import BenchInterface
internal import Outboard

/// Requests that pass through several plugins, one after the other, as through the filters of a proxy.
struct PluginChain: SuitePart {
    static let name = "chain"
    private static let title = CaseTitle(name: name, payloadBytes: 64)
    private static let lengths = [1, 4, 16]

    let plan: ServicePlan

    var rowCount: Int { Self.lengths.count }
    var seconds: Double { Double(rowCount) * (Double(plan.chainNanoseconds) / 1e9 + 0.5) }

    func run(_ run: inout SuiteRun) throws {
        for length in Self.lengths {
            run.announce(Self.title)
            run.add(try measure(length))
        }
    }

    private func measure(_ length: Int) throws -> ResultRow {
        let crowd = try PluginCrowd(length, waiting: .adaptive)
        defer { crowd.stop() }
        var percentiles = Percentiles(callsPerSample: 1, clockNs: ClockCost().nanoseconds)
        var use = ProcessorUse(crowd.processIDs)
        var bytes = [UInt8](repeating: 7, count: Self.title.payloadBytes)
        var total: UInt64 = 0
        var requests = 0
        use.start()
        let end = MonotonicTime.now() &+ plan.chainNanoseconds
        var now = MonotonicTime.now()
        while now < end {
            for client in crowd.clients { bytes = try client.echo(bytes: bytes) }
            let after = MonotonicTime.now()
            percentiles.add(after &- now)
            total &+= after &- now
            requests += 1
            now = after
        }
        use.stop()
        guard bytes == [UInt8](repeating: 7, count: Self.title.payloadBytes) else {
            throw BenchError("what came through the chain is not what was sent into it")
        }
        return ResultRow(
            suite: "service", Self.title, policy: WaitPolicy.adaptive.description, calls: requests,
            BlockSummary(meanNs: Double(total) / Double(max(1, requests))), percentiles, .none,
            RowFacts(
                cpuPercent: use.percent, hostCpuPercent: use.hostPercent, plugins: length,
                callsPerSecond: Double(requests) * 1e9 / Double(max(1, use.wallNs))))
    }
}
