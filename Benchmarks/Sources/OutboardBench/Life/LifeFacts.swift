/// What rows of the suite `life` say besides times.
struct LifeFacts: Sendable {
    /// What the caller did when its plugin was killed.
    var caller: String?
    /// How often the plugin was started again.
    var restarts: Int?
    /// How often it was replaced.
    var reloads: Int?
    /// Calls that failed.
    var lostCalls: Int?
    /// What the host held before and after.
    var hostBefore: HostState?
    var hostAfter: HostState?

    /// What tells rows of one case apart, in a few characters.
    var summary: String {
        if let caller { return caller }
        if let hostBefore, let hostAfter {
            return "fds \(hostBefore.descriptors)->\(hostAfter.descriptors)"
        }
        return lostCalls.map { "\($0) lost" } ?? ""
    }
}
