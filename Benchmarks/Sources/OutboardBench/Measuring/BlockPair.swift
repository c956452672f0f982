/// A block of calls with the floor before and after it.
struct BlockPair {
    /// Nanoseconds of a round of the floor before the block.
    var floorBeforeNs: Double
    /// Nanoseconds of a call.
    var meanNs: Double
    /// Nanoseconds of a round of the floor after the block.
    var floorAfterNs: Double
    /// Whether the kernel took a processor away from either thread meanwhile.
    var wasInterrupted: Bool

    /// Whether the machine was the same before and after: the floors differ by less than a quarter of the smaller one,
    /// and no other thread ran on either processor.
    var isSteady: Bool {
        !wasInterrupted && abs(floorAfterNs - floorBeforeNs) <= 0.25 * min(floorAfterNs, floorBeforeNs)
    }
}
