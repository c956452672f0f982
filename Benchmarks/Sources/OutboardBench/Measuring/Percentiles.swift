internal import Histogram

/// How long single calls took.
struct Percentiles {
    private var histogram = Histogram<UInt64>(highestTrackableValue: 3_600_000_000_000)
    /// Calls that one sample covers.
    private let callsPerSample: Int
    /// What a look at the clock costs, in nanoseconds: part of each sample, and subtracted from it.
    private let clockNs: UInt64
    /// Samples so far.
    private(set) var count = 0

    init(callsPerSample: Int, clockNs: UInt64) {
        self.callsPerSample = callsPerSample
        self.clockNs = clockNs
    }

    mutating func add(_ samples: UnsafeMutableBufferPointer<UInt64>) {
        for index in samples.indices {
            let sample = unsafe samples[index]
            histogram.record(sample > clockNs ? sample - clockNs : 0)
        }
        count += samples.count
    }

    /// Nanoseconds of the fastest call.
    var minNs: Double { count > 0 ? perCall(histogram.min) : .nan }
    /// Nanoseconds of the slowest call.
    var maxNs: Double { count > 0 ? perCall(histogram.maxRecorded) : .nan }

    /// Nanoseconds that a share of the calls did not exceed.
    ///
    /// - Parameter percentile: From 0 to 100.
    /// - Returns: Nanoseconds of one call.
    func valueNs(at percentile: Double) -> Double {
        count > 0 ? perCall(histogram.valueAtPercentile(percentile)) : .nan
    }

    /// Adds one sample.
    mutating func add(_ sample: UInt64) {
        histogram.record(sample > clockNs ? sample - clockNs : 0)
        count += 1
    }

    /// Adds what others hold, who time as many calls at once.
    mutating func add(_ other: Percentiles) {
        for value in other.histogram.recordedValues() { histogram.record(value.value, count: value.count) }
        count += other.count
    }

    private func perCall(_ sample: UInt64) -> Double {
        Double(sample) / Double(callsPerSample)
    }
}
