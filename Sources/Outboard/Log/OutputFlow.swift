/// How much a plugin prints to one stream, and how much of that is dropped.
///
/// Reading, cutting into lines and escaping what a plugin prints costs the host more than printing costs the plugin. So it
/// may print 1 MiB at once, and as many a second in the long run. Beyond that what it prints is read a pipe at a time,
/// every few milliseconds, and dropped: its calls are not delayed, and neither are others. Not thread-safe.
struct OutputFlow {
    /// How long a stream is not read of which too much has come, in nanoseconds.
    static let pause: UInt64 = 10_000_000
    /// How often the host says at most that output was dropped, in nanoseconds.
    private static let reportInterval: UInt64 = 1_000_000_000
    /// What a line costs besides its bytes: an empty one is work, too.
    private static let lineCost = 64

    private var allowed = TokenBucket(perSecond: 1 << 20, capacity: 1 << 20)
    private var dropped = 0
    private var nextReport: UInt64 = 0

    /// Whether something may be handled now.
    mutating func mayHandle(now: UInt64) -> Bool { allowed.take(0, now: now) }

    /// Notes what was handled.
    mutating func handled(byteCount: Int, lines: Int, now: UInt64) {
        _ = allowed.take(UInt64(byteCount &+ lines &* Self.lineCost), now: now)
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
