import Outboard

/// A manifest as the tool shows it.
struct ManifestDescription: Encodable {
    struct Interface: Encodable {
        let name: String
        let version: String
    }

    let path: String
    let name: String
    let version: String
    let interfaces: [Interface]
    let capabilities: [String]

    init(_ manifest: PluginManifest, path: String) {
        self.path = path
        name = manifest.name
        version = "\(manifest.version)"
        interfaces = manifest.interfaces.map { Interface(name: $0.name, version: "\($0.version)") }
        capabilities = manifest.capabilities
    }

    /// For people.
    var text: String {
        let served = interfaces.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
        return """
            \(name) \(version)
              file        \(path)
              serves      \(served.isEmpty ? "nothing" : served)
              asks for    \(capabilities.isEmpty ? "nothing" : capabilities.joined(separator: ", "))
            """
    }
}
