/// How far a campaign is.
public struct CampaignProgress: Sendable {
    /// Kills so far.
    public var kills: Int
    /// Calls that have ended so far.
    public var calls: Int
    /// What was found to be wrong so far, in order.
    public var faults: [String]
    /// Seconds since the beginning.
    public var seconds: Double
}
