public import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// The plugins in a folder, found by their manifests, without running any.
///
/// ```swift
/// for plugin in try PluginDirectory(at: "/usr/lib/app/plugins").plugins {
///     print(plugin.manifest.name, plugin.manifest.version)
/// }
/// ```
///
/// What it was when it was looked at. Folders in it are not looked into.
public struct PluginDirectory: Sendable {
    /// A plugin.
    public struct Plugin: Hashable, Sendable {
        /// Its program.
        public let path: String
        /// What it says about itself.
        public let manifest: PluginManifest
    }

    /// A file that is no plugin which this host could start.
    public struct PassedOver: Hashable, Sendable {
        /// The file.
        public let path: String
        /// Why, as a clause whose subject is the file: "it has no manifest".
        public let reason: String
    }

    /// The folder.
    public let path: String
    /// The plugins, ordered by the names of their files.
    public let plugins: [Plugin]
    /// Everything else that is there, ordered by name.
    public let passedOver: [PassedOver]

    /// Looks at the files of a folder.
    ///
    /// Some system calls and a few hundred bytes for each.
    ///
    /// - Throws: `OutboardError` with the code `invalidConfiguration` if the folder cannot be read.
    public init(at path: String) throws(OutboardError) {
        let names: [String]
        do throws(Errno) {
            names = try FolderEntries.names(of: path)
        } catch {
            throw OutboardError(code: .invalidConfiguration, message: "the folder \(path) cannot be read: \(error)")
        }
        var plugins: [Plugin] = []
        var passedOver: [PassedOver] = []
        for name in names.sorted() {
            let file = path.hasSuffix("/") ? path + name : path + "/" + name
            switch Self.look(at: file, name) {
            case .success(let manifest): plugins.append(Plugin(path: file, manifest: manifest))
            case .failure(let reason): passedOver.append(PassedOver(path: file, reason: reason.text))
            }
        }
        self.path = path
        self.plugins = plugins
        self.passedOver = passedOver
    }

    private struct Reason: Error {
        let text: String
    }

    private static func look(at file: String, _ name: String) -> Result<PluginManifest, Reason> {
        if name.hasPrefix(".") { return .failure(Reason(text: "its name begins with a dot")) }
        if name.hasSuffix(PluginSignature.fileSuffix) { return .failure(Reason(text: "it is a signature")) }
        do throws(ManifestProblem) {
            guard let manifest = try PluginManifest.read(programAt: file) else {
                return .failure(Reason(text: "it has no manifest"))
            }
            // A plugin for another machine, or one that nobody may execute.
            if let reason = ExecutableFile.diagnose(path: file) { return .failure(Reason(text: reason)) }
            return .success(manifest)
        } catch {
            return .failure(Reason(text: error.clause))
        }
    }
}
