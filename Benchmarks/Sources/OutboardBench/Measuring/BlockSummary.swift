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
    /// The ratio of the pair in the middle: what remains of ``ratio`` where other programs disturb the machine.
    let medianRatio: Double
    /// Whether hardly any pair was steady, so that those that were not count as well.
    let isDisturbed: Bool
    /// The cost as work and crossings, where the floor changed enough to tell them apart.
    let fit: FloorFit?

    /// Puts pairs together.
    ///
    /// If hardly any is steady, all count: better a disturbed result, marked as such, than one that rests on two blocks.
    init(_ pairs: [BlockPair]) {
        let steady = pairs.filter(\.isSteady)
        self.isDisturbed = steady.count < 5
        let used = isDisturbed ? pairs : steady
        self.kept = used.count
        self.discarded = pairs.count - steady.count
        self.floorBeforeNs = Self.mean(used.map(\.floorBeforeNs))
        self.meanNs = Self.mean(used.map(\.meanNs))
        self.floorAfterNs = Self.mean(used.map(\.floorAfterNs))
        let ratios = used.map { $0.meanNs * 2 / ($0.floorBeforeNs + $0.floorAfterNs) }.sorted()
        self.medianRatio = ratios[ratios.count / 2]
        self.fit = isDisturbed ? nil : FloorFit(used)
    }

    /// Nothing to compare with: the floor is not a number.
    init(meanNs: Double) {
        self.isDisturbed = false
        self.kept = 1
        self.discarded = 0
        self.floorBeforeNs = .nan
        self.meanNs = meanNs
        self.floorAfterNs = .nan
        self.medianRatio = .nan
        self.fit = nil
    }

    /// Nanoseconds of a round of the floor.
    var floorNs: Double { (floorBeforeNs + floorAfterNs) / 2 }
    /// A call as a multiple of the floor.
    var ratio: Double { meanNs / floorNs }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(max(1, values.count))
    }
}
