/// A part of a suite, chosen with `--cases`.
protocol SuitePart {
    /// The name.
    static var name: String { get }
    /// How many rows it adds.
    var rowCount: Int { get }
    /// About how long it takes.
    var seconds: Double { get }
    /// Measures.
    func run(_ run: inout SuiteRun) throws
}
