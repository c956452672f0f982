/// How long the parts of the suite `wait` are measured.
struct WaitPlan: Sendable {
    /// For each gap, all policies together: nanoseconds at least.
    var gapNanoseconds: UInt64 = 8_000_000_000
    /// Rounds of all policies for each gap, at least.
    var gapRounds = 6
    /// Timed calls of a block with a gap that is slept through, at most.
    var gapCalls = 40
    /// For the use of processors, for each policy and gap.
    var useNanoseconds: UInt64 = 1_000_000_000
    /// For each way to park.
    var parkNanoseconds: UInt64 = 6_000_000_000
    /// For each size and kind of a group, both backends together.
    var groupNanoseconds: UInt64 = 8_000_000_000
    /// How long idle plugins are watched.
    var idleNanoseconds: UInt64 = 30_000_000_000
    /// How long many threads call.
    var callersNanoseconds: UInt64 = 6_000_000_000

    static let full = WaitPlan()
    static let quick = WaitPlan(
        gapNanoseconds: 500_000_000, gapRounds: 1, gapCalls: 5, useNanoseconds: 150_000_000,
        parkNanoseconds: 500_000_000, groupNanoseconds: 500_000_000, idleNanoseconds: 3_000_000_000,
        callersNanoseconds: 500_000_000)

    /// Timed calls of a block.
    func calls(gap: UInt64) -> Int {
        switch gap {
        case 0: 1000
        case ..<1_000_000: min(400, Int(8_000_000 / (gap + 8000)))
        case ..<10_000_000: gapCalls
        default: min(gapCalls, Int(1_000_000_000 / gap))
        }
    }
}
