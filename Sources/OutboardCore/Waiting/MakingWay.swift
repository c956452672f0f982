internal import OutboardSystem

/// Lets a caller that hands off make way for the worker instead of sleeping, where that brings the answer at once.
///
/// Both are on one processor: when the worker has been woken, sched_yield(2) lets it run, and it has answered by the time it
/// sleeps again. The caller then needs no bell, no time limit and no wake-up. But others may be waiting for the processor
/// as well, and the scheduler prefers them to who made way; and a method may take long. So a try that does not bring the
/// answer soon is the last one for a while, which doubles each time.
struct MakingWay {
    private static let shortest: UInt64 = 1_000_000
    private static let longest: UInt64 = 256_000_000
    /// What a try may take, in nanoseconds: two switches of threads and a short method.
    private static let soon: UInt64 = 50_000

    private var nextTry: UInt64 = 0
    private var pause = Self.shortest

    /// Makes way, unless that was no use lately.
    ///
    /// - Parameters:
    ///   - now: The time, on the clock of `MonotonicClock`.
    ///   - isReady: Whether the answer is there.
    /// - Returns: The time after that.
    @inline(__always)
    mutating func makeWay(_ now: UInt64, _ isReady: () -> Bool) -> UInt64 {
        guard now >= nextTry else { return now }
        Spin.makeWay()
        let later = MonotonicClock.now()
        if later &- now < Self.soon, isReady() {
            pause = Self.shortest
        } else {
            nextTry = later &+ pause
            pause = min(Self.longest, 2 &* pause)
        }
        return later
    }
}
