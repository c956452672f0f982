internal import BenchInterface

/// Calls with a gap before each, timed one by one.
///
/// Gaps of less than 50 µs are computed away, as a program does between calls that come so fast; longer ones are slept
/// through.
struct SpacedCalls {
    /// What a block of calls took, in nanoseconds.
    struct Block {
        /// A call, in the mean.
        var meanNs: Double
        /// All of it, gaps included.
        var wallNs: UInt64
        /// What was computed away in gaps.
        var computedNs: UInt64
    }

    let gap: UInt64
    let clock: ClockCost

    private var sleeps: Bool { gap >= 50_000 }
    /// System calls of a gap.
    var systemCallsOfGap: UInt64 { sleeps ? 1 : 0 }

    /// Makes calls.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - percentiles: Takes the time of each.
    ///   - call: Makes one.
    /// - Returns: What they took.
    @inline(__always)
    func run(_ count: Int, _ percentiles: inout Percentiles, _ call: () throws -> Void) rethrows -> Block {
        let began = MonotonicTime.now()
        var total: UInt64 = 0
        var computed: UInt64 = 0
        for _ in 0..<count {
            computed &+= pause()
            let start = MonotonicTime.now()
            try call()
            let passed = MonotonicTime.now() &- start
            total &+= passed
            percentiles.add(passed)
        }
        let clocks = clock.nanoseconds &* UInt64(count)
        return Block(
            meanNs: Double(total > clocks ? total - clocks : 0) / Double(max(1, count)),
            wallNs: MonotonicTime.now() &- began, computedNs: computed)
    }

    /// Makes calls as fast as they go, which are timed together.
    @inline(__always)
    func runDense(_ count: Int, _ call: () throws -> Void) rethrows -> Block {
        let began = MonotonicTime.now()
        for _ in 0..<count { try call() }
        let passed = MonotonicTime.now() &- began
        return Block(meanNs: Double(passed) / Double(max(1, count)), wallNs: passed, computedNs: 0)
    }

    /// Lets the gap pass.
    ///
    /// - Returns: Nanoseconds that were computed away.
    private func pause() -> UInt64 {
        guard gap > 0 else { return 0 }
        let began = MonotonicTime.now()
        if sleeps {
            Sleep.until(began &+ gap)
            return 0
        }
        var now = began
        while now &- began < gap { now = MonotonicTime.now() }
        return now &- began
    }
}
