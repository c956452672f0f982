public import OutboardCore

/// How a supervised plugin was reloaded.
public struct ReloadOutcome: Sendable, Hashable {
    /// The number of the generation that has the calls now.
    public let generation: Int
    /// The number of the generation whose place it took; nil if there was none that ran.
    public let replaced: Int?
    /// How long the new generation took from its launch until it had the calls.
    public let startTime: Duration
    /// How long the old one took from then on until it was gone.
    public let drainTime: Duration
    /// The calls that the old generation had not finished when it was ended, the longest first; at most 100.
    ///
    /// Their callers got an error that says that they may have been executed, unless they were made again.
    public let callsCutOff: [CallInFlight]
}
