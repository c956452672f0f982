internal import OutboardCore

/// A reload of a supervised plugin, from the wish to its outcome.
///
/// Not thread-safe: guarded by the lock of the plugin's life.
struct Reload {
    /// How it comes out.
    typealias Result = Swift.Result<ReloadOutcome, OutboardError>

    /// What is started; where nothing is said, what runs.
    var path: String?
    var configuration: [UInt8]?
    /// All who wait for it.
    var outcome = Completion<Result>()
    /// The number of the generation that was launched for it.
    var number = 0
    /// The generation, once it is launched.
    var generation: Generation?
    /// What was started before.
    var before: Supervisor.Program?
    /// Whether the new generation has the calls.
    var isSwapped = false
    /// In nanoseconds of CLOCK_MONOTONIC.
    var began: UInt64 = 0
    var swapped: UInt64 = 0
    /// The number of the generation whose place it takes.
    var replaces: Int?

    /// What it comes out with.
    func finished(at now: UInt64, cutOff: [CallInFlight]) -> Result {
        .success(
            ReloadOutcome(
                generation: number, replaced: replaces,
                startTime: .nanoseconds(Int64(clamping: swapped &- began)),
                drainTime: .nanoseconds(Int64(clamping: now &- swapped)), callsCutOff: cutOff))
    }
}
