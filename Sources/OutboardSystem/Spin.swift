internal import COutboardLinux
internal import Glibc

/// What a loop does while it polls.
package enum Spin {
    /// Tells the processor that the caller is polling: x86 `pause`, arm64 `isb`.
    ///
    /// About 10 to 50 ns.
    package static func pause() {
        outboard_pause()
    }

    /// How many polls with a pause take about two microseconds: what a thread polls before it looks at anything else.
    ///
    /// Measured once: a pause takes 10 ns on some processors and 50 on others, and one that polls for less than calls take
    /// leaves the shortest path with each of them.
    package static let pollsOfTwoMicroseconds: Int = {
        let sample = 64
        var shortest = UInt64.max
        for _ in 0..<4 {
            let began = MonotonicClock.now()
            for _ in 0..<sample { pause() }
            shortest = min(shortest, MonotonicClock.now() &- began)
        }
        // A clock that stands still, or a hypervisor that took the processor away each time, change little.
        return min(max(2_000 * sample / Int(clamping: max(shortest, 1)), 32), 512)
    }()

    /// Lets another thread run on this processor, if one wants to: sched_yield(2).
    package static func makeWay() {
        sched_yield()
    }
}
