/// Durations in nanoseconds.
struct Samples {
    private var values: [UInt64] = []

    /// Runs something again and again and keeps how long each time took: until the count is reached or the time is up,
    /// which only something slow notices.
    mutating func take(_ count: Int, within limit: UInt64 = 30_000_000, _ body: () throws -> Void) rethrows {
        let deadline = Nanoseconds.now() + limit
        for _ in 0..<count {
            let start = Nanoseconds.now()
            try body()
            let end = Nanoseconds.now()
            values.append(end - start)
            if end > deadline { break }
        }
    }

    /// How many there are.
    var count: Int { values.count }

    /// The smallest, the middle one, and the one that 99 of 100 do not exceed; nothing without samples.
    var summary: (minimum: UInt64, median: UInt64, p99: UInt64)? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        return (sorted[0], sorted[sorted.count / 2], sorted[min(sorted.count - 1, sorted.count * 99 / 100)])
    }
}
