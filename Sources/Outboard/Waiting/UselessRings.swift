/// How often a plugin's bells may wake the waiting thread for nothing.
///
/// A plugin may ring when there is nothing to find: it costs the host a wake-up, and a plugin that does it without end
/// would have a processor of the host's for itself. Beyond a thousand a second, of all its bells together, the one that
/// rang is not watched for a while, each time for longer; what lies in its rings is looked at all the same when the pause
/// is over. A ring that leads to something pays for one that does not, so no honest plugin comes near. Not thread-safe.
struct UselessRings {
    /// How long a bell is not watched, in nanoseconds: at first, and at most.
    static let pauses: ClosedRange<UInt64> = 1_000_000...100_000_000
    /// After how long without a pause they are short again, in nanoseconds.
    private static let memory: UInt64 = 1_000_000_000

    private var allowed = TokenBucket(perSecond: 1000, capacity: 100)
    private var pause = pauses.lowerBound
    /// When the last pause ends, for each lane that had one.
    private var pausedUntil: [Int: UInt64] = [:]
    /// The latest of them.
    private var lastEnd: UInt64 = 0

    /// Notes a ring.
    ///
    /// - Parameters:
    ///   - lane: Whose bell it was.
    ///   - wasUseful: Whether there was something to find.
    ///   - now: Nanoseconds of CLOCK_MONOTONIC.
    /// - Returns: Until when the bell is not to be watched; nil if it may go on.
    mutating func note(lane: Int, wasUseful: Bool, now: UInt64) -> UInt64? {
        if wasUseful {
            allowed.give(1)
            return nil
        }
        // Told in the turn in which the pause began, or before the kernel had heard of it.
        if let end = pausedUntil[lane], now < end { return nil }
        if allowed.take(1, now: now) { return nil }
        if now > lastEnd, now - lastEnd > Self.memory { pause = Self.pauses.lowerBound }
        let end = now &+ pause
        pausedUntil[lane] = end
        lastEnd = end
        pause = min(pause * 2, Self.pauses.upperBound)
        return end
    }
}
