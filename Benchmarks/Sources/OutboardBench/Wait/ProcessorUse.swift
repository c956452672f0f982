internal import BenchInterface

/// What this process and others have used of processors between two looks.
struct ProcessorUse {
    private let others: [Int32]
    private var host: UInt64 = 0
    private var plugins: UInt64 = 0
    private var began: UInt64 = 0
    private(set) var hostNs: UInt64 = 0
    private(set) var pluginNs: UInt64 = 0
    private(set) var wallNs: UInt64 = 0

    /// Looks at this process and those.
    init(_ others: [Int32]) {
        self.others = others
    }

    /// Goes on counting.
    mutating func start() {
        host = ProcessorTime.process()
        plugins = sum
        began = MonotonicTime.now()
    }

    /// Stops.
    ///
    /// - Parameter computed: What to leave out of the host's, in nanoseconds.
    mutating func stop(computed: UInt64 = 0) {
        wallNs &+= MonotonicTime.now() &- began
        pluginNs &+= sum &- plugins
        let used = ProcessorTime.process() &- host
        hostNs &+= used > computed ? used - computed : 0
    }

    /// Hundredths of a processor.
    var percent: Double { Double(hostNs &+ pluginNs) * 100 / Double(max(1, wallNs)) }
    /// The host's part.
    var hostPercent: Double { Double(hostNs) * 100 / Double(max(1, wallNs)) }

    private var sum: UInt64 { others.reduce(0) { $0 &+ ProcessorTime.process($1) } }
}
