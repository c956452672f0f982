/// How often a plugin's bell may wake the waiting thread for nothing.
///
/// A plugin may ring when there is nothing to find: it costs the host a wake-up, and a plugin that does it without end
/// would have a processor of the host's for itself. Beyond a thousand a second its bell is not watched for a while, each
/// time for longer; what lies in its rings is looked at all the same when the pause is over. A ring that leads to
/// something pays for one that does not, so no honest plugin comes near. Not thread-safe.
struct UselessRings {
    /// How long a bell is not watched, in nanoseconds: at first, and at most.
    static let pauses: ClosedRange<UInt64> = 1_000_000...100_000_000
    /// After how long without a pause they are short again, in nanoseconds.
    private static let memory: UInt64 = 1_000_000_000

    private var allowed = TokenBucket(perSecond: 1000, capacity: 100)
    private var pause = pauses.lowerBound
    private var pausedUntil: UInt64 = 0

    /// Notes a ring.
    ///
    /// - Parameters:
    ///   - wasUseful: Whether there was something to find.
    ///   - now: Nanoseconds of CLOCK_MONOTONIC.
    /// - Returns: Until when the bell is not to be watched; nil if it may go on.
    mutating func note(wasUseful: Bool, now: UInt64) -> UInt64? {
        if wasUseful {
            allowed.give(1)
            return nil
        }
        // Told in the turn in which the pause began, or before the kernel had heard of it.
        if now < pausedUntil { return nil }
        if allowed.take(1, now: now) { return nil }
        if now - pausedUntil > Self.memory { pause = Self.pauses.lowerBound }
        pausedUntil = now &+ pause
        pause = min(pause * 2, Self.pauses.upperBound)
        return pausedUntil
    }
}
