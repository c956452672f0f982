/// Which sandbox a plugin runs in: what was applied when it was started, and what was not, and why.
public struct SandboxReport: Sendable, Hashable, CustomStringConvertible {
    /// The level that was asked for.
    public let level: PluginSandbox.Level
    /// The layers that keep the plugin inside.
    public let applied: Set<SandboxLayer>
    /// The other ones, with the reason.
    public let missing: [SandboxLayer: String]
    /// What the plugin may do all the same.
    public let grants: [SandboxGrant]
    /// The version of Landlock that was used.
    public let landlockVersion: Int?

    /// All of it in one line.
    public var description: String {
        let has = SandboxLayer.allCases.filter(applied.contains).map(\.rawValue).joined(separator: ", ")
        let lacks = SandboxLayer.allCases.compactMap { layer in missing[layer].map { "\(layer) (\($0))" } }
        let may = grants.map(\.description).joined(separator: ", ")
        return "\(level): \(has.isEmpty ? "no layer" : has)"
            + (lacks.isEmpty ? "" : "; without \(lacks.joined(separator: ", "))")
            + (may.isEmpty ? "" : "; granted: \(may)")
    }
}
