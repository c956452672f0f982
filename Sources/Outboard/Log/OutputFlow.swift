/// How much a plugin prints to one stream, and how much of that is dropped.
///
/// Reading, cutting into lines and escaping what a plugin prints costs the host more than printing costs the plugin. So it
/// may print 16 MiB until it is ready, then 1 MiB at once, and as many a second in the long run. What is beyond that is
/// read without being looked at, 64 KiB every millisecond, and dropped: so that a plugin hardly ever waits in its `print`, at
/// a cost that is bounded. Not thread-safe.
struct OutputFlow {
    /// How much may be printed until the plugin is ready, in bytes.
    static let startBytes = 16 << 20
    /// What a line costs besides its bytes: an empty one is work and memory, too.
    static let lineCost = 64
    /// What a read costs at least: a plugin that writes byte by byte wakes the host for each.
    private static let readCost = 256
    /// How long a stream is not read after each read that was dropped, in nanoseconds.
    static let pause: UInt64 = 1_000_000
    /// How many reads, of at most 64 KiB each, are dropped before that: a pipe holds four where the user's quota allows it.
    static let readsAtOnce: UInt64 = 4
    /// How often the host says at most that output was dropped, in nanoseconds.
    private static let reportInterval: UInt64 = 1_000_000_000

    private var allowed = TokenBucket(perSecond: 1 << 20, capacity: 1 << 20, level: Int64(startBytes))
    private var dropped = 0
    private var nextReport: UInt64 = 0

    /// Ends what holds until the plugin is ready.
    mutating func endStart() { allowed.spill() }

    /// Whether something may be handled now.
    mutating func mayHandle(now: UInt64) -> Bool { allowed.take(0, now: now) }

    /// Notes what was handled.
    mutating func handled(byteCount: Int, lines: Int, now: UInt64) {
        _ = allowed.take(UInt64(max(Self.readCost, byteCount &+ lines &* Self.lineCost)), now: now)
    }

    /// Notes what was dropped.
    mutating func dropped(byteCount: Int) { dropped &+= byteCount }

    /// How many bytes were dropped, if it is time to say so: since that was said before.
    mutating func report(now: UInt64) -> Int? {
        guard dropped > 0, nextReport <= now else { return nil }
        nextReport = now &+ Self.reportInterval
        defer { dropped = 0 }
        return dropped
    }

    /// How many bytes were dropped since that was said, at the end.
    mutating func lastReport() -> Int? { report(now: .max) }
}
