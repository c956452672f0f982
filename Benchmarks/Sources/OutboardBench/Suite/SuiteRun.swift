internal import BenchInterface

/// A run of a suite: its rows so far, and how long it will take.
struct SuiteRun {
    /// Where pinned threads go.
    let processors: ProcessorPair
    private var table: ResultTable
    private let end: UInt64

    init(_ parts: [any SuitePart], columns: [ResultColumn], processors: ProcessorPair) {
        self.processors = processors
        self.table = ResultTable(count: parts.reduce(0) { $0 + $1.rowCount }, columns: columns)
        let seconds = parts.reduce(0) { $0 + $1.seconds }
        self.end = MonotonicTime.now() &+ UInt64(seconds * 1e9)
        print("This takes about \(seconds.fixed(0)) s.\n")
        table.printHeading()
    }

    /// The rows so far.
    var rows: [ResultRow] { table.rows }

    /// Says on a terminal what is being measured, and how much is left.
    func announce(_ title: CaseTitle) {
        let now = MonotonicTime.now()
        table.announce(title, secondsLeft: now < end ? Int((end - now) / 1_000_000_000) : 0)
    }

    /// Adds and prints a row.
    mutating func add(_ row: ResultRow) { table.add(row) }
}
