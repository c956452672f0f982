/// A part of the suite `wait`, chosen with `--cases`.
protocol WaitCase {
    /// The name.
    static var name: String { get }
    /// How many rows it adds.
    var rowCount: Int { get }
    /// About how long it takes.
    var seconds: Double { get }
    /// Measures.
    func run(_ run: inout WaitRun) throws
}
