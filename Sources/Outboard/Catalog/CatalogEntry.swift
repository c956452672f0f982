public import OutboardCore
internal import OutboardSystem

/// A plugin of a ``PluginCatalog``: what it is, where it is and how it is started.
public struct CatalogEntry: Sendable {
    /// Its name in the catalog.
    public let name: String
    /// Its program; a relative path of the file begins at the catalog's folder.
    public let path: String
    /// Which build it has to be by its manifest, if the catalog says so.
    public let version: PluginVersion?
    /// Which interfaces its manifest has to list.
    public let interfaces: [PluginManifest.Interface]
    /// How it is started, called and stopped.
    public let options: PluginOptions
    /// When and how often it is started again.
    public let restart: RestartPolicy
    /// Its configuration, before anybody knows its type.
    let configuration: JSONValue?

    /// What its manifest asks for, and the catalog does not grant.
    ///
    /// Reads the manifest. It may run without it all the same.
    public var refusedCapabilities: [String] {
        SandboxNeeds.refused(program: path, sandbox: options.sandbox)
    }

    /// Looks whether the program at the path is what the catalog says: by its manifest, and by its digest and signature.
    ///
    /// - Returns: What differs, with the key of the entry that says otherwise.
    func differences() -> [(key: String, message: String)] {
        var differences: [(key: String, message: String)] = []
        if version != nil || !interfaces.isEmpty {
            do throws(ManifestProblem) {
                differences = compare(try PluginManifest.read(programAt: path))
            } catch {
                differences.append(("path", "\(path) is not the plugin: \(error.clause)"))
            }
        } else if let problem = ExecutableFile.diagnose(path: path) {
            differences.append(("path", "\(path) is not the plugin: \(problem)"))
        }
        guard differences.isEmpty else { return differences }
        do throws(OutboardError) {
            _ = try VerifiedPrograms.image(of: path, options)
        } catch {
            differences.append((options.digest == nil ? "signers" : "sha256", error.message))
        }
        return differences
    }

    private func compare(_ manifest: PluginManifest?) -> [(key: String, message: String)] {
        guard let manifest else {
            return [("path", "\(path) has no manifest, so that its version and interfaces are not known")]
        }
        var differences: [(key: String, message: String)] = []
        if let version, manifest.version != version {
            differences.append(
                (
                    "version",
                    "the catalog says \(version), and \(path) is \(manifest.version): install the former or write the latter"
                ))
        }
        for interface in interfaces where !manifest.interfaces.contains(interface) {
            let served = manifest.interfaces.map(\.description).joined(separator: ", ")
            differences.append(
                ("interfaces", "\(path) does not serve \(interface), but \(served.isEmpty ? "nothing" : served)"))
        }
        return differences
    }
}
