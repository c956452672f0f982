internal import Foundation
internal import UserManager

/// Measures the methods in the plugin and in this process, and the floor, in blocks that alternate.
struct LatencyTable {
    private struct Row {
        let method: MeasuredMethod
        var isolated = Samples()
        var inProcess = Samples()
    }

    private static let blocks = 10
    private static let callsPerBlock = 5000
    private static let warmUpCalls = 1000

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
        for _ in 0..<Self.blocks {
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
        let reading = clock.summary?.median ?? 0
        let most = rows.map(\.isolated.count).max() ?? 0
        try page.line(
            "\(most.grouped) calls a row after warm-up; each duration contains one reading of the clock, \(reading) ns")
        try page.line("")
        try page.line(Self.row(["", "isolated plugin", "", "in-process", "", ""], [16, 21, 9, 15, 12, 10]))
        try page.line(Self.row(["", "min", "p50", "p99", "min", "p50", "p99", "p50"]))
        let base = obstacle == nil ? floor.summary : nil
        for row in rows {
            let isolated = row.isolated.summary
            let ratio = base.flatMap { base in isolated.map { Self.ratio($0.median, to: base.median) } }
            try page.line(Self.row(
                [row.method.name] + Self.columns(isolated) + Self.columns(row.inProcess.summary) + [ratio ?? "-"]))
        }
        if let base {
            try page.line(Self.row(["floor"] + Self.columns(base) + ["", "", "", "1.0 × floor"]))
            try page.line("")
            try page.line("floor: one cache line each way between two processes that poll; both figures of the ratio")
            try page.line("are medians of isolated calls")
        } else {
            try page.line("no floor: \(obstacle ?? "not measured")")
        }
    }

    private static func columns(_ summary: (minimum: UInt64, median: UInt64, p99: UInt64)?) -> [String] {
        guard let summary else { return ["-", "-", "-"] }
        return [summary.minimum.grouped, summary.median.grouped, summary.p99.grouped]
    }

    private static func ratio(_ value: UInt64, to base: UInt64) -> String {
        let tenths = (value * 10 + base / 2) / max(1, base)
        return "\(tenths / 10).\(tenths % 10) × floor"
    }

    private static func row(_ cells: [String], _ widths: [Int] = [16, 9, 9, 9, 12, 9, 9, 14]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() where index < widths.count {
            text += index == 0 ? cell.padded(to: widths[0]) : cell.leftPadded(to: widths[index])
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}
