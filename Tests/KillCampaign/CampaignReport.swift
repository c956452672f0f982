/// What a campaign has found.
public struct CampaignReport: Sendable, CustomStringConvertible {
    /// Plugins that were killed.
    public var kills = 0
    /// How long it took, in seconds.
    public var seconds = 0.0
    /// The calls, by how they were made.
    public var tallies: [CallTally] = []
    /// What the host held after the first kills.
    public var before = HeldResources()
    /// What it held at the end.
    public var after = HeldResources()
    /// What is wrong with calls, answers and restarts; empty if nothing is.
    public var faults: [String] = []
    /// What has grown; empty if nothing has.
    public var growth: [String] = []

    /// Everything in a few lines.
    public var description: String {
        var lines = ["\(kills) kills in \(Int(seconds)) s"]
        lines += tallies.map { "  \($0)" }
        lines.append("  before: \(before)")
        lines.append("  after:  \(after)")
        lines += faults.prefix(20).map { "  WRONG: \($0)" }
        lines += growth.map { "  GROWN: \($0)" }
        if faults.count > 20 { lines.append("  and \(faults.count - 20) more") }
        return lines.joined(separator: "\n")
    }
}
