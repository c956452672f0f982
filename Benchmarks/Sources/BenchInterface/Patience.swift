internal import Glibc

/// How a loop polls for the other process, and when it gives up.
///
/// The fast path is a load, a comparison and a decrement. Every few polls it makes way, if both processes share one
/// processor, and after ten seconds without an answer it gives up, so that neither outlives the other for long.
public struct Patience: Sendable {
    private let pollsBetweenLooks: Int
    private let makesWay: Bool

    /// Creates the rule.
    public init(sharesProcessor: Bool) {
        self.makesWay = sharesProcessor
        self.pollsBetweenLooks = sharesProcessor ? 20 : 1 << 16
    }

    /// Polls until `isReady`.
    ///
    /// - Returns: False if it gave up.
    @inline(__always)
    func wait(_ isReady: () -> Bool) -> Bool {
        var pollsLeft = pollsBetweenLooks
        while !isReady() {
            pollsLeft &-= 1
            if pollsLeft == 0 { return waitSlowly(isReady) }
        }
        return true
    }

    @inline(never)
    private func waitSlowly(_ isReady: () -> Bool) -> Bool {
        let deadline = MonotonicTime.now() &+ 10_000_000_000
        repeat {
            if makesWay { sched_yield() }
            for _ in 0..<pollsBetweenLooks where isReady() { return true }
        } while MonotonicTime.now() < deadline
        return false
    }
}
