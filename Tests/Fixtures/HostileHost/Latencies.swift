/// How long the calls of the honest plugin took.
struct Latencies: Sendable {
    private var all: [Duration] = []

    /// Adds one.
    mutating func add(_ latency: Duration) { all.append(latency) }

    /// How many there are.
    var count: Int { all.count }

    /// The one that so many of a hundred are not above; zero if there is none.
    func percentile(_ percent: Int) -> Duration {
        let sorted = all.sorted()
        return sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }
}
