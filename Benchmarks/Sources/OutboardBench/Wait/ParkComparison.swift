internal import BenchInterface
internal import Outboard

/// Calls that sleep, against a plain ping-pong of two processes over eventfds in the same places.
struct ParkComparison: SuitePart {
    static let name = "parks"
    private static let title = CaseTitle(name: name)
    private static let plainTitle = CaseTitle(name: "eventfd", peer: .eventfd)
    private static let warm = 8

    let plan: WaitPlan

    var rowCount: Int { 2 * ParkKind.all.count }
    var seconds: Double { Double(ParkKind.all.count) * (Double(plan.parkNanoseconds) / 1e9 + 0.2) }

    func run(_ run: inout SuiteRun) throws {
        let usable = Processors.usable()
        let partner = try EventPartner()
        Sleep.becomeExact()
        for kind in ParkKind.all {
            guard kind.placement != .twoCPUs || !run.processors.isShared else { continue }
            let processors = run.processors
            let pair = try BenchPair(BenchClient.self, argument: "core", processors: processors, isPinned: false)
            defer {
                pair.stop()
                try? Processors.allow(usable)
            }
            try Processors.allow([processors.host])
            let other = kind.reference == .oneCPU ? processors.host : processors.plugin
            try partner.move(to: other)
            if kind.placement != .free { try pair.pinWorker(other) }
            run.announce(Self.title)
            let client = try pair.plugin.client(BenchClient.self).waiting(kind.policy)
            let clock = ClockCost()
            let plain = ParkBlocks(SpacedCalls(gap: kind.gap, clock: clock), [partner.processID])
            let calls = ParkBlocks(SpacedCalls(gap: kind.gap, clock: clock), [pair.plugin.processID])
            let deadline = MonotonicTime.now() &+ plan.parkNanoseconds
            var pairs: [BlockPair] = []
            var before = try plain.measure { try partner.round() }
            repeat {
                if kind.placement == .free { try Processors.allow(usable) }
                let mean = try calls.measure { try client.null() }
                if kind.placement == .free { try Processors.allow([processors.host]) }
                let after = try plain.measure { try partner.round() }
                pairs.append(
                    BlockPair(floorBeforeNs: before, meanNs: mean, floorAfterNs: after, wasInterrupted: false))
                before = after
                run.announce(Self.title)
            } while MonotonicTime.now() < deadline
            let facts = RowFacts(gapNs: kind.gap, plugins: 1, placement: kind.reference)
            run.add(
                plain.row(Self.plainTitle, "read", BlockSummary(meanNs: plain.meanNs), CountedCalls.none, facts))
            let counted = try count(pair, client, kind.gap)
            var own = facts
            own.placement = kind.placement
            own.reference = "eventfd"
            run.add(calls.row(Self.title, kind.policy.description, BlockSummary(pairs), counted, own))
        }
    }

    private func count(_ pair: BenchPair, _ client: BenchClient, _ gap: UInt64) throws -> CountedCalls {
        let counts = try [0, 100].map { calls in
            _ = try pair.count(true)
            // A call more than those that count, because the policy has just changed.
            try client.null()
            var counter = ThreadCounter()
            counter.start()
            for _ in 0..<calls { try client.null() }
            let host = counter.stop()
            return host + (try pair.count(false))
        }
        return CountedCalls(calls: 100, counts: counts[1], baseline: counts[0])
    }
}
