internal import Glibc

/// Prints rows as they become known, in columns.
struct ResultTable {
    /// Cases that will have been measured at the end.
    let count: Int
    private(set) var rows: [ResultRow] = []
    private let columns: [ResultColumn]
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(count: Int, columns: [ResultColumn] = ResultColumn.core) {
        self.count = count
        self.columns = columns
    }

    func printHeading() {
        printLine("", "case", columns.map(\.heading))
    }

    /// Says on a terminal which case is being measured.
    ///
    /// - Parameters:
    ///   - title: The case.
    ///   - secondsLeft: How long the whole run will take from now on, if that is known.
    func announce(_ title: CaseTitle, secondsLeft: Int? = nil) {
        guard isTerminal else { return }
        let time = secondsLeft.map { ", \(max(1, $0)) s left" } ?? ""
        show("\r\(place(rows.count + 1)) \(Self.name(title))\(time) …\u{1b}[K")
    }

    /// Prints a row.
    mutating func add(_ row: ResultRow) {
        rows.append(row)
        if isTerminal { show("\r\u{1b}[K") }
        printLine(place(rows.count), Self.name(row.title), columns.map { $0.text(row) })
        fflush(nil)
    }

    private func printLine(_ place: String, _ name: String, _ texts: [String]) {
        let cells = zip(columns, texts).map { $1.aligned(right: $0.width) }
        print(place.aligned(left: 6) + name.aligned(left: 31) + cells.joined(separator: " "))
    }

    private func show(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }

    private func place(_ number: Int) -> String { "\(number)/\(count)" }

    private static func name(_ title: CaseTitle) -> String {
        switch title.peer {
        case .inProcess, .swiftDlopen: "\(title.name) \(title.peer.rawValue)"
        case .outboard, .floor, .eventfd: title.name
        }
    }
}
