/// The pairs of floor and block of a case, put together.
struct BlockSummary {
    /// Pairs that count.
    let kept: Int
    /// Pairs that do not, because the machine was not the same throughout.
    let discarded: Int
    /// Mean nanoseconds of a round of the floor, over the blocks before those of the case.
    let floorBeforeNs: Double
    /// Mean nanoseconds of a call.
    let meanNs: Double
    /// Mean nanoseconds of a round of the floor, over the blocks after those of the case.
    let floorAfterNs: Double

    /// Puts pairs together. If hardly any is steady, all count: better a disturbed result than one that rests on two
    /// blocks; the number of discarded ones gives it away.
    init(_ pairs: [BlockPair]) {
        let steady = pairs.filter(\.isSteady)
        let used = steady.count >= 5 ? steady : pairs
        self.kept = used.count
        self.discarded = pairs.count - steady.count
        self.floorBeforeNs = Self.mean(used.map(\.floorBeforeNs))
        self.meanNs = Self.mean(used.map(\.meanNs))
        self.floorAfterNs = Self.mean(used.map(\.floorAfterNs))
    }

    /// Nanoseconds of a round of the floor.
    var floorNs: Double { (floorBeforeNs + floorAfterNs) / 2 }
    /// A call as a multiple of the floor.
    var ratio: Double { meanNs / floorNs }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(max(1, values.count))
    }
}
