internal import Glibc

/// Prints rows as they become known, in columns.
struct ResultTable {
    private struct Column: Sendable {
        var heading: String
        var width: Int
        var text: @Sendable (ResultRow) -> String
    }

    private static let columns = [
        Column(heading: "bytes", width: 7) { String($0.title.payloadBytes) },
        Column(heading: "window", width: 6) { String($0.title.window) },
        Column(heading: "calls", width: 8) { String($0.calls) },
        Column(heading: "floor", width: 7) { nanoseconds($0.blocks.floorNs) },
        Column(heading: "min", width: 8) { nanoseconds($0.minNs) },
        Column(heading: "mean", width: 8) { nanoseconds($0.blocks.meanNs) },
        Column(heading: "ratio", width: 7) { fixed($0.blocks.ratio, 3) },
        Column(heading: "p50", width: 8) { nanoseconds($0.p50Ns) },
        Column(heading: "p90", width: 8) { nanoseconds($0.p90Ns) },
        Column(heading: "p99", width: 8) { nanoseconds($0.p99Ns) },
        Column(heading: "p99.9", width: 8) { nanoseconds($0.p999Ns) },
        Column(heading: "max", width: 9) { nanoseconds($0.maxNs) },
        Column(heading: "alloc", width: 7) { fixed($0.counted.allocationsPer1000, 1) },
        Column(heading: "sys", width: 7) { $0.counted.systemCallsPer1000.map { fixed($0, 1) } ?? "-" },
        Column(heading: "disc", width: 5) { String($0.blocks.discarded) },
    ]

    /// Cases that will have been measured at the end.
    let count: Int
    private(set) var rows: [ResultRow] = []
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(count: Int) {
        self.count = count
    }

    func printHeading() {
        let columns = Self.columns.map { $0.heading.aligned(right: $0.width) }
        print(("".aligned(left: 7) + "case".aligned(left: 30) + columns.joined(separator: " ")))
    }

    /// Says on a terminal which case is being measured.
    func announce(_ title: CaseTitle) {
        guard isTerminal else { return }
        show("\r\(place(rows.count + 1)) \(Self.name(title)) …\u{1b}[K")
    }

    /// Prints a row.
    mutating func add(_ row: ResultRow) {
        rows.append(row)
        if isTerminal { show("\r\u{1b}[K") }
        let columns = Self.columns.map { $0.text(row).aligned(right: $0.width) }
        print(place(rows.count).aligned(left: 7) + Self.name(row.title).aligned(left: 30) + columns.joined(separator: " "))
        fflush(nil)
    }

    private func show(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }

    private func place(_ number: Int) -> String { "\(number)/\(count)" }

    private static func name(_ title: CaseTitle) -> String {
        title.peer == .inProcess ? "\(title.name) in-process" : title.name
    }

    private static func nanoseconds(_ value: Double) -> String { fixed(value, value < 1000 ? 1 : 0) }

    private static func fixed(_ value: Double, _ places: Int) -> String { value.fixed(places) }
}
