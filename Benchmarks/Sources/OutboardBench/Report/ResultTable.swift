internal import Glibc

/// Prints rows as they become known, in columns.
struct ResultTable {
    private struct Column: Sendable {
        var heading: String
        var width: Int
        var text: @Sendable (ResultRow) -> String
    }

    // The rest of what is known about a row is in the JSON file: a line should fit on a screen.
    private static let columns = [
        Column(heading: "bytes", width: 7) { String($0.title.payloadBytes) },
        Column(heading: "win", width: 3) { String($0.title.window) },
        Column(heading: "floor", width: 7) { nanoseconds($0.blocks.floorNs) },
        Column(heading: "mean", width: 8) { nanoseconds($0.blocks.meanNs) },
        Column(heading: "ratio", width: 8) { $0.blocks.ratio.fixed(3) },
        Column(heading: "min", width: 7) { nanoseconds($0.minNs) },
        Column(heading: "p50", width: 7) { nanoseconds($0.p50Ns) },
        Column(heading: "p99", width: 7) { nanoseconds($0.p99Ns) },
        Column(heading: "p99.9", width: 7) { nanoseconds($0.p999Ns) },
        Column(heading: "max", width: 9) { nanoseconds($0.maxNs) },
        Column(heading: "alloc", width: 8) { $0.counted.allocationsPer1000.fixed(1) },
        Column(heading: "sys", width: 7) { $0.counted.systemCallsPer1000?.fixed(1) ?? "-" },
        Column(heading: "disc", width: 5) { "\($0.blocks.discarded)\($0.blocks.isDisturbed ? "!" : "")" },
    ]

    /// Cases that will have been measured at the end.
    let count: Int
    private(set) var rows: [ResultRow] = []
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(count: Int) {
        self.count = count
    }

    func printHeading() {
        printLine("", "case", Self.columns.map(\.heading))
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
        printLine(place(rows.count), Self.name(row.title), Self.columns.map { $0.text(row) })
        fflush(nil)
    }

    private func printLine(_ place: String, _ name: String, _ texts: [String]) {
        let cells = zip(Self.columns, texts).map { $1.aligned(right: $0.width) }
        print(place.aligned(left: 6) + name.aligned(left: 29) + cells.joined(separator: " "))
    }

    private func show(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }

    private func place(_ number: Int) -> String { "\(number)/\(count)" }

    private static func name(_ title: CaseTitle) -> String {
        title.peer == .inProcess ? "\(title.name) in-process" : title.name
    }

    private static func nanoseconds(_ value: Double) -> String { value.fixed(value < 1000 ? 1 : 0) }
}
