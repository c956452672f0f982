/// How long a case is measured.
struct MeasurementPlan: Sendable {
    /// The time of a block, in nanoseconds: short enough that the machine seldom changes within it and the two floors.
    var blockNanoseconds: UInt64 = 200_000
    /// The same where the plugin does nothing meanwhile: less than its worker polls before it sleeps.
    var idleBlockNanoseconds: UInt64 = 25_000
    /// Most calls of a block.
    var blockCalls = 2000
    /// Untimed calls at the start of a block.
    var warmCalls = 64
    /// The time for pairs of floor and block.
    var pairsNanoseconds: UInt64 = 2_000_000_000
    /// Fewest pairs, whatever time they take.
    var fewestPairs = 12
    /// The time for calls that are timed one by one.
    var samplesNanoseconds: UInt64 = 600_000_000
    /// Most calls that are timed one by one.
    var samples = 400_000
    /// The time for calls whose allocations and system calls are counted.
    var countNanoseconds: UInt64 = 30_000_000

    static let full = MeasurementPlan()
    static let quick = MeasurementPlan(
        pairsNanoseconds: 200_000_000, samplesNanoseconds: 60_000_000, samples: 40_000, countNanoseconds: 3_000_000)
}
