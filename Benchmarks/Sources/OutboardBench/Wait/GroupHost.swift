internal import BenchInterface
internal import Outboard

/// A process that calls a group with one way to wait, and what its blocks have shown so far.
final class GroupHost {
    private let process: Companion
    /// What it waits with, in its own words.
    let backend: String
    private(set) var blocks: [GroupBlock] = []
    private var percentiles = Percentiles(callsPerSample: 1, clockNs: 0)

    /// Starts the process and its plugins.
    init(_ backend: String, plugins: Int, _ kind: GroupKind) throws {
        process = try Companion(
            ["group", String(plugins), kind.rawValue], environment: ["OUTBOARD_WAIT_BACKEND": backend])
        self.backend = try process.answer()
    }

    /// Measures a block.
    func measure(_ calls: Int) throws {
        let block = try GroupBlock(try process.ask("run \(calls)"))
        blocks.append(block)
        for sample in block.samples { percentiles.add(sample) }
    }

    /// System calls of the calling thread for 1,000 calls.
    func countSystemCalls(_ calls: Int) throws -> Double? {
        guard let count = UInt64(try process.ask("count \(calls)")) else { return nil }
        return count > 0 ? Double(count) * 1000 / Double(calls) : nil
    }

    // MARK: Results

    private func sum(_ value: (GroupBlock) -> UInt64) -> Double { Double(blocks.reduce(0) { $0 &+ value($1) }) }

    private var calls: Int { blocks.reduce(0) { $0 + $1.samples.count } }

    /// The host's row; with another way to wait it is compared.
    func row(
        _ title: CaseTitle, _ kind: GroupKind, plugins: Int, systemCalls: Double?, against other: GroupHost?
    ) -> ResultRow {
        let calls = Double(max(1, self.calls))
        let wall = max(1, sum(\.wallNs))
        let summary = other.map { BlockSummary(pairs(with: $0)) } ?? BlockSummary(meanNs: meanNs(blocks))
        return ResultRow(
            suite: "wait", title, policy: kind.policy.description, calls: self.calls, summary, percentiles,
            CountedCalls(systemCallsPer1000: systemCalls),
            RowFacts(
                gapNs: 0, cpuPercent: (sum(\.hostNs) + sum(\.pluginNs)) * 100 / wall,
                hostCpuPercent: sum(\.hostNs) * 100 / wall, plugins: plugins, backend: backend,
                reference: other?.backend,
                group: GroupCost(
                    callerNs: sum(\.callerNs) / calls, waitNs: sum(\.waitNs) / calls,
                    waitsPer1000: sum(\.waits) * 1000 / calls,
                    callerRatio: other.map { ratio(to: $0, \.callerNs) },
                    waitRatio: other.map { ratio(to: $0, \.waitNs) })))
    }

    private func meanNs(_ blocks: [GroupBlock]) -> Double {
        let total = blocks.reduce(0) { $0 + $1.samples.reduce(0, &+) }
        let calls = blocks.reduce(0) { $0 + $1.samples.count }
        return Double(total) / Double(max(1, calls))
    }

    /// The other's block before each of these serves as the floor.
    private func pairs(with other: GroupHost) -> [BlockPair] {
        zip(blocks, other.blocks).map { own, floor in
            let floorNs = meanNs([floor])
            return BlockPair(
                floorBeforeNs: floorNs, meanNs: meanNs([own]), floorAfterNs: floorNs, wasInterrupted: false)
        }
    }

    private func ratio(to other: GroupHost, _ value: (GroupBlock) -> UInt64) -> Double {
        let ratios = zip(blocks, other.blocks).map { Double(value($0)) / Double(max(1, value($1))) }.sorted()
        return ratios.isEmpty ? .nan : ratios[ratios.count / 2]
    }
}
