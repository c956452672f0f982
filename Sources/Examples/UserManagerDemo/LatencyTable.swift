import Foundation
import UserManager

/// Measures the methods in the plugin and in this process, and the floor, in blocks that alternate.
struct LatencyTable {
    private struct Row {
        let method: MeasuredMethod
        var isolated = Samples()
        var inProcess = Samples()
    }

    private static let blocks = 10
    private static let callsPerBlock = 2000
    private static let warmUpCalls = 500
    /// Machines with other work take fewer blocks rather than more time.
    private static let patience: UInt64 = 5_000_000_000

    private var rows: [Row]
    private var floor = Samples()
    private var clock = Samples()
    /// Why there is no floor.
    private var obstacle: String?

    /// Prepares measurements about one user.
    init(user: User) {
        rows = MeasuredMethod.all(about: user).map { Row(method: $0) }
    }

    /// Measures.
    mutating func measure(isolated: some UserManager, inProcess: some UserManager, floor program: Floor) throws {
        if ProcessInfo.processInfo.activeProcessorCount < 2 { obstacle = "one processor: nobody to poll with" }
        let start = Nanoseconds.now()
        for block in 0..<Self.blocks where block == 0 || Nanoseconds.now() - start < Self.patience {
            clock.take(Self.callsPerBlock) {}
            if obstacle == nil {
                do { try program.take(Self.callsPerBlock, into: &floor) } catch { obstacle = "\(error)" }
            }
            for index in rows.indices {
                let method = rows[index].method
                try Self.take(&rows[index].isolated) { try method.call(isolated) }
                try Self.take(&rows[index].inProcess) { try method.call(inProcess) }
            }
        }
    }

    private static func take(_ samples: inout Samples, _ call: () throws -> Void) throws {
        var warmUp = Samples()
        try warmUp.take(warmUpCalls, call)
        try samples.take(callsPerBlock, call)
    }

    /// Prints the table.
    func print(on page: Page) throws {
        let most = (rows.map(\.isolated) + rows.map(\.inProcess)).map(\.count).max() ?? 0
        try page.line(
            "\(most.grouped) calls a column after warm-up; each duration contains one reading of the clock, "
                + "\(clock.summary?.median ?? 0) ns")
        try page.line("")
        for line in lines() { try page.line(line) }
        try page.line("")
        try page.line(
            obstacle.map { "no floor was measured: \($0)" }
                ?? "floor: one cache line each way between two processes that poll, the fastest any call can be")
        if isDisturbed {
            try page.line("Other work had the processors, so most calls waited for them: min is what a call takes.")
        }
    }

    /// Whether other work had the processors while a call was measured: its usual duration is far from its shortest.
    private var isDisturbed: Bool {
        rows.contains { row in row.isolated.summary.map { $0.median > 4 * $0.minimum } ?? false }
    }

    private func lines() -> [String] {
        let base = obstacle == nil ? floor.summary : nil
        var table = [["", "min", "p50", "p99", "p50/floor", "min", "p50", "p99"]]
        if let base { table.append(["floor"] + Self.cells(base) + ["1.0", "", "", ""]) }
        for row in rows {
            let isolated = row.isolated.summary
            let ratio = base.flatMap { base in isolated.map { Self.ratio($0.median, to: base.median) } }
            table.append([row.method.name] + Self.cells(isolated) + [ratio ?? "-"] + Self.cells(row.inProcess.summary))
        }
        let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        // Two spaces between columns, and a few more between the two groups of them.
        let title = "isolated plugin".padded(to: widths[1...4].reduce(6 + 4, +)) + "in-process"
        let lines = table.map { row in
            // No spaces at the end of a short row.
            let cells = row.prefix(1 + (row.lastIndex { !$0.isEmpty } ?? 0))
            return cells.indices.map { column in
                let gap = column == 0 ? "" : column == 5 ? "    " : "  "
                let cell = cells[column]
                return gap + (column == 0 ? cell.padded(to: widths[0]) : cell.leftPadded(to: widths[column]))
            }.joined()
        }
        return [String(repeating: " ", count: widths[0] + 2) + title] + lines
    }

    private static func cells(_ summary: (minimum: UInt64, median: UInt64, p99: UInt64)?) -> [String] {
        guard let summary else { return ["-", "-", "-"] }
        return [summary.minimum.grouped, summary.median.grouped, summary.p99.grouped]
    }

    private static func ratio(_ value: UInt64, to base: UInt64) -> String {
        let tenths = (value * 10 + base / 2) / max(1, base)
        return "\((tenths / 10).grouped).\(tenths % 10)"
    }
}
