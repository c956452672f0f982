/// How much of something one plugin may have: so much at once, and so much a second in the long run.
///
/// Not thread-safe. Constant time.
struct TokenBucket {
    /// What it gets in a second.
    let perSecond: UInt64
    /// What it is filled up to, and owes at most.
    let capacity: Int64
    private var level: Int64
    private var filledAt: UInt64 = 0

    /// A full one, or one that holds more at first.
    init(perSecond: UInt64, capacity: Int64, level: Int64? = nil) {
        self.perSecond = perSecond
        self.capacity = capacity
        self.level = level ?? capacity
    }

    /// Takes something out, if it holds anything; what it does not hold is owed.
    ///
    /// - Parameters:
    ///   - cost: How much.
    ///   - now: Nanoseconds of CLOCK_MONOTONIC.
    /// - Returns: Whether it held anything.
    mutating func take(_ cost: UInt64, now: UInt64) -> Bool {
        fill(now)
        guard level > 0 else { return false }
        level = max(-capacity, level - Int64(clamping: cost))
        return true
    }

    /// Puts something back.
    mutating func give(_ amount: UInt64) {
        level += min(Int64(clamping: amount), max(0, capacity - level))
    }

    /// Takes out what it holds beyond its capacity.
    mutating func spill() {
        level = min(level, capacity)
    }

    private mutating func fill(_ now: UInt64) {
        guard now > filledAt else { return }
        // A second at most, so that the product does not overflow.
        let passed = min(now - filledAt, 1_000_000_000)
        let amount = passed * perSecond / 1_000_000_000
        // What is too short for one stays to be counted.
        guard amount > 0 else { return }
        give(amount)
        filledAt = now
    }
}
