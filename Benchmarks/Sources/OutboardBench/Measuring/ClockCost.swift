internal import BenchInterface

/// What it costs to look at the clock, and how finely it ticks.
struct ClockCost {
    /// Nanoseconds of a look, the median of many.
    let nanoseconds: UInt64
    /// The smallest step that it was seen to make, in nanoseconds.
    let tickNanoseconds: UInt64

    /// Looks at the clock a few thousand times.
    init() {
        var previous = MonotonicTime.now()
        var steps = (0..<4001).map { _ in
            let now = MonotonicTime.now()
            defer { previous = now }
            return now &- previous
        }
        steps.sort()
        self.nanoseconds = steps[steps.count / 2]
        // Looks take longer than a tick, so that a tick is what separates the different lengths they have.
        let lengths = Set(steps).sorted()
        self.tickNanoseconds = zip(lengths, lengths.dropFirst()).map { $1 - $0 }.filter { $0 > 1 }.min() ?? 1
    }
}
