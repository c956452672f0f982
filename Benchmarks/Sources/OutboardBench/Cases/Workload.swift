internal import BenchInterface

/// Calls to be measured.
///
/// A block is `begin(_:)` for all its calls, then `run(_:)` or `sample(_:)` for as many in total.
protocol Workload {
    /// Calls that one sample covers: more than one where calls overlap.
    var callsPerSample: Int { get }
    /// Whether the plugin's thread takes part, so that it does not fall asleep however long a block is.
    var involvesPlugin: Bool { get }
    /// Tells the plugin what comes.
    func begin(_ calls: Int) throws
    /// Makes calls; this is timed as a whole.
    func run(_ calls: Int) throws
    /// Makes calls and notes how many nanoseconds each sample took.
    func sample(_ samples: UnsafeMutableBufferPointer<UInt64>) throws
}

extension Workload {
    var callsPerSample: Int { 1 }
    var involvesPlugin: Bool { true }
    func begin(_ calls: Int) throws {}
}
