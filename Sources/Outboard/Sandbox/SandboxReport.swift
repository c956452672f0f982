/// Which sandbox a plugin runs in: what was applied when it was started, and what was not, and why.
public struct SandboxReport: Sendable, Hashable, CustomStringConvertible {
    /// The level that was asked for.
    public let level: PluginSandbox.Level
    /// The layers that keep the plugin inside.
    public internal(set) var applied: Set<SandboxLayer>
    /// The other ones, with the reason.
    public internal(set) var missing: [SandboxLayer: String]
    /// What the plugin may do all the same.
    public let grants: [SandboxGrant]
    /// The version of Landlock that was used.
    public let landlockVersion: Int?
    /// How many system calls the plugin has kept, with all or some of their arguments; nil unless
    /// ``SandboxLayer/readyCalls`` is applied.
    public internal(set) var readyCallCount: Int?
    /// What the plugin's manifest asks for and its host does not grant, in the manifest's words.
    public internal(set) var refusedCapabilities: [String] = []
    /// The user that the plugin is; nil for that of the host.
    public internal(set) var user: UInt32?

    /// All of it in one line.
    public var description: String {
        let has = SandboxLayer.allCases.filter(applied.contains).map(\.rawValue).joined(separator: ", ")
        let lacks = SandboxLayer.allCases.compactMap { layer in missing[layer].map { "\(layer) (\($0))" } }
        let may = grants.map(\.description).joined(separator: ", ")
        return "\(level): \(has.isEmpty ? "no layer" : has)"
            + (lacks.isEmpty ? "" : "; without \(lacks.joined(separator: ", "))")
            + (may.isEmpty ? "" : "; granted: \(may)")
            + (refusedCapabilities.isEmpty
                ? "" : "; asked for and not granted: \(refusedCapabilities.joined(separator: ", "))")
            + (readyCallCount.map { "; \($0) system calls left" } ?? "") + (user.map { "; user \($0)" } ?? "")
    }
}
