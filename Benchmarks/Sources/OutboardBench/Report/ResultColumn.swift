/// A column of the printed results.
///
/// The rest of what is known about a row is in the JSON file: a line should fit on a screen.
struct ResultColumn: Sendable {
    let heading: String
    let width: Int
    let text: @Sendable (ResultRow) -> String

    /// The columns of the suite `core`.
    static let core = [
        Self(heading: "bytes", width: 7) { String($0.title.payloadBytes) },
        Self(heading: "win", width: 3) { String($0.title.window) },
        Self(heading: "floor", width: 7) { nanoseconds($0.blocks.floorNs) },
        Self(heading: "mean", width: 8) { nanoseconds($0.blocks.meanNs) },
        Self(heading: "ratio", width: 8) { $0.blocks.ratio.fixed(3) },
        Self(heading: "min", width: 7) { nanoseconds($0.minNs) },
        Self(heading: "p50", width: 7) { nanoseconds($0.p50Ns) },
        Self(heading: "p99", width: 7) { nanoseconds($0.p99Ns) },
        Self(heading: "p99.9", width: 7) { nanoseconds($0.p999Ns) },
        Self(heading: "max", width: 9) { nanoseconds($0.maxNs) },
        Self(heading: "alloc", width: 8) { $0.counted.allocationsPer1000.fixed(1) },
        Self(heading: "sys", width: 7) { systemCalls($0) },
        Self(heading: "disc", width: 5) { "\($0.blocks.discarded)\($0.blocks.isDisturbed ? "!" : "")" },
    ]

    /// The columns of the suite `wait`.
    static let wait = [
        Self(heading: "policy", width: 9) { $0.policy },
        Self(heading: "what", width: 16) { $0.facts?.summary ?? "" },
        Self(heading: "gap", width: 7) { $0.facts?.gapNs.map { duration($0) } ?? "-" },
        Self(heading: "ref", width: 9) { nanoseconds($0.blocks.floorNs) },
        Self(heading: "mean", width: 9) { nanoseconds($0.blocks.meanNs) },
        Self(heading: "ratio", width: 8) { $0.blocks.medianRatio.fixed(3) },
        Self(heading: "p50", width: 8) { nanoseconds($0.p50Ns) },
        Self(heading: "p99", width: 8) { nanoseconds($0.p99Ns) },
        Self(heading: "cpu %", width: 7) { ($0.facts?.cpuPercent ?? .nan).fixed(2) },
        Self(heading: "sys", width: 7) { systemCalls($0) },
        Self(heading: "disc", width: 5) { "\($0.blocks.discarded)\($0.blocks.isDisturbed ? "!" : "")" },
    ]

    /// The columns of the suite `service`.
    static let service = [
        Self(heading: "policy", width: 9) { $0.policy },
        Self(heading: "what", width: 18) { $0.facts?.summary ?? "" },
        Self(heading: "calls/s", width: 10) { ($0.facts?.callsPerSecond ?? .nan).fixed(0) },
        Self(heading: "mean", width: 10) { nanoseconds($0.blocks.meanNs) },
        Self(heading: "p50", width: 10) { nanoseconds($0.p50Ns) },
        Self(heading: "p99", width: 10) { nanoseconds($0.p99Ns) },
        Self(heading: "p99.9", width: 10) { nanoseconds($0.p999Ns) },
        Self(heading: "max", width: 10) { nanoseconds($0.maxNs) },
        Self(heading: "cpu %", width: 7) { ($0.facts?.cpuPercent ?? .nan).fixed(1) },
    ]

    private static func systemCalls(_ row: ResultRow) -> String { row.counted.systemCallsPer1000?.fixed(1) ?? "-" }

    private static func nanoseconds(_ value: Double) -> String { value.fixed(value < 1000 ? 1 : 0) }

    /// A round time in its largest unit.
    static func duration(_ nanoseconds: UInt64) -> String {
        switch nanoseconds {
        case 0: "0"
        case ..<1000: "\(nanoseconds) ns"
        case ..<1_000_000: "\(nanoseconds / 1000) us"
        default: "\(nanoseconds / 1_000_000) ms"
        }
    }
}
