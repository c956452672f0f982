/// What a kill campaign does.
public struct CampaignPlan: Sendable {
    /// How often a plugin is killed.
    public var kills: Int
    /// What the random choices begin with: the same number makes the same choices.
    public var seed: UInt64
    /// The folder of the plugins' programs.
    public var folder: String
    /// Kills before the first look at what the host holds.
    public var warmUp: Int

    /// Describes a campaign.
    public init(kills: Int, seed: UInt64, folder: String) {
        self.kills = kills
        self.seed = seed
        self.folder = folder
        self.warmUp = min(200, max(20, kills / 10))
    }
}
