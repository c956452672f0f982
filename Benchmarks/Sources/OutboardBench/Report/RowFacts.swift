/// What rows of the suites `wait`, `service` and `life` say besides those of `core`.
struct RowFacts: Sendable {
    /// The time between the end of a call and the next call, in nanoseconds.
    var gapNs: UInt64?
    /// What host and plugins used of processors, in hundredths of one; without what the caller computed in the gaps.
    var cpuPercent: Double?
    /// The host's part of that.
    var hostCpuPercent: Double?
    /// How many plugins were called.
    var plugins: Int?
    /// What the host waited with.
    var backend: String?
    /// Where caller and worker ran.
    var placement: Placement?
    /// What the floor of the row is, if it is not the ping-pong of one cache line.
    var reference: String?
    /// The policy to compare with.
    var best: BestPolicy?
    /// Threads that call.
    var threads: Int?
    /// Lanes of the plugin.
    var lanes: Int?
    /// Calls of all threads in a second.
    var callsPerSecond: Double?
    /// What calls to a group cost their caller.
    var group: GroupCost?
    /// Calls that arrive, in hundredths of what one caller manages back to back.
    var loadPercent: Int?
    /// What a plugin process takes.
    var memory: ProcessMemory?
    /// What the life of plugins was about.
    var life: LifeFacts?

    /// What tells rows of one case apart, in a few characters.
    var summary: String {
        if let loadPercent { return "load \(loadPercent) %" }
        if let life { return life.summary }
        if let memory { return "\((Double(memory.privateBytes) / 1e6).fixed(1)) MB private" }
        if let threads { return lanes.map { "\(threads) on \($0) lanes" } ?? "\(threads) threads" }
        if let plugins, let backend { return "\(plugins) \(backend)" }
        if let plugins, placement == nil { return "\(plugins) plugins" }
        return placement?.rawValue ?? ""
    }
}
