/// How long wake-ups took, counted by powers of two.
struct DelayHistogram: Sendable {
    /// Bounds of the buckets: below 1.024 µs, below 2.048 µs and so on, up to half a minute.
    static let bounds = (10..<36).map { UInt64(1) << $0 }

    /// Delays below the bound of the same place, and not below the one before.
    private(set) var counts = [UInt64](repeating: 0, count: bounds.count)
    /// The longest.
    private(set) var longestNs: UInt64 = 0

    /// Counts a delay.
    @inline(__always)
    mutating func add(_ nanoseconds: UInt64) {
        let width = UInt64.bitWidth - nanoseconds.leadingZeroBitCount
        counts[min(max(0, width - 10), Self.bounds.count - 1)] &+= 1
        longestNs = max(longestNs, nanoseconds)
    }

    /// Takes in another.
    mutating func add(_ other: Self) {
        for place in counts.indices { counts[place] &+= other.counts[place] }
        longestNs = max(longestNs, other.longestNs)
    }

    /// How many there are.
    var total: UInt64 { counts.reduce(0, &+) }

    // MARK: Between processes

    /// All of it as numbers.
    var numbers: [UInt64] { [longestNs] + counts }
    /// How many these are.
    static var width: Int { 1 + bounds.count }

    /// An empty one.
    init() {}

    /// Reads what ``numbers`` says.
    init(numbers: ArraySlice<UInt64>) {
        longestNs = numbers.first ?? 0
        counts = Array(numbers.dropFirst())
    }
}
