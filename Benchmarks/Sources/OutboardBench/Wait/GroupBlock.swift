internal import BenchInterface

/// What a block of calls to a group took; travels between processes as a line of numbers.
struct GroupBlock {
    private static let warm = 2

    /// From the first call to the end of the last, in nanoseconds.
    let wallNs: UInt64
    /// What the calling thread used of a processor.
    let callerNs: UInt64
    /// Its waits.
    let waits: UInt64
    /// What it used in them.
    let waitNs: UInt64
    /// What the host's process used.
    let hostNs: UInt64
    /// What all plugins used.
    let pluginNs: UInt64
    /// The time of each call.
    let samples: [UInt64]

    /// Measures a block.
    init(_ calls: Int, _ plugins: [Int32], _ call: () throws -> Void) throws {
        for _ in 0..<Self.warm { try call() }
        var samples: [UInt64] = []
        samples.reserveCapacity(calls)
        var use = ProcessorUse(plugins)
        use.start()
        WaitMeter.start()
        let thread = ProcessorTime.thread()
        for _ in 0..<calls {
            let began = MonotonicTime.now()
            try call()
            samples.append(MonotonicTime.now() &- began)
        }
        self.callerNs = ProcessorTime.thread() &- thread
        let meter = WaitMeter.stop()
        use.stop()
        self.waits = meter.waits
        self.waitNs = meter.nanoseconds
        self.wallNs = use.wallNs
        self.hostNs = use.hostNs
        self.pluginNs = use.pluginNs
        self.samples = samples
    }

    /// Reads what ``line`` says.
    init(_ line: String) throws {
        let numbers = line.split(separator: " ").compactMap { UInt64($0) }
        guard numbers.count > 6 else { throw BenchError("the second process says \"\(line)\"") }
        self.wallNs = numbers[0]
        self.callerNs = numbers[1]
        self.waits = numbers[2]
        self.waitNs = numbers[3]
        self.hostNs = numbers[4]
        self.pluginNs = numbers[5]
        self.samples = Array(numbers[6...])
    }

    /// All of it in a line.
    var line: String {
        ([wallNs, callerNs, waits, waitNs, hostNs, pluginNs] + samples).map(String.init).joined(separator: " ")
    }
}
