internal import FoundationEssentials
internal import OutboardSystem

/// Plugins by name: where they are, what they have to be and how they are started, from a JSON file.
///
/// ```json
/// {
///     "catalog": 1,
///     "plugins": {
///         "resizer": {
///             "path": "plugins/resizer",
///             "version": "1.4.2",
///             "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
///             "configuration": { "quality": 80 },
///             "restart": "always",
///             "sandbox": { "grants": ["read /usr/share/icc"] }
///         }
///     }
/// }
/// ```
///
/// ```swift
/// let catalog = try PluginCatalog(at: "/etc/app/plugins.json")
/// let resizer = try await catalog.start("resizer", configuration: ResizerConfiguration.self)
/// ```
///
/// <doc:Catalogs> has all keys.
public struct PluginCatalog: Sendable {
    private static let maximumByteCount = 1 << 20

    /// The file.
    public let file: String
    /// The plugins, ordered by name.
    public let entries: [CatalogEntry]

    /// Reads a catalog and checks it: every key and value, and every program, its manifest, digest and signature.
    ///
    /// A program with a digest or signers is read as a whole, about 1 ms for each 300 KB.
    ///
    /// - Parameters:
    ///   - file: The file, of at most 1 MiB.
    ///   - options: What the options of all entries begin with; the file changes them.
    /// - Throws: `CatalogError` with everything that is wrong.
    public init(at file: String, options: PluginOptions = .defaults) throws(CatalogError) {
        var reader = CatalogReader()
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let entries = Self.read(file, &reader).compactMap { name, value in
            CatalogEntry(
                name, value, folder: folder.isEmpty ? (file.hasPrefix("/") ? "" : ".") : folder, options: options,
                &reader)
        }
        if reader.problems.isEmpty {
            for entry in entries {
                for (key, message) in entry.differences() { reader.note("plugins.\(entry.name).\(key)", message) }
            }
        }
        guard reader.problems.isEmpty else { throw CatalogError(file: file, problems: reader.problems) }
        self.file = file
        self.entries = entries
    }

    /// The plugin with a name; nil if the catalog has none.
    public subscript(name: String) -> CatalogEntry? {
        entries.first { $0.name == name }
    }

    /// The values of the entries, ordered by name.
    private static func read(_ file: String, _ reader: inout CatalogReader) -> [(String, JSONValue)] {
        guard let bytes = SmallFile.bytes(of: file, limit: maximumByteCount + 1) else {
            reader.note("", "cannot be read: \(ExecutableFile.diagnose(reading: file) ?? "it is no file")")
            return []
        }
        guard bytes.count <= maximumByteCount else {
            reader.note("", "has more than \(maximumByteCount) bytes")
            return []
        }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch DecodingError.dataCorrupted(let context) {
            let reason = context.underlyingError.map { "\($0)" } ?? context.debugDescription
            reader.note("", "is not JSON: \(reason)")
            return []
        } catch {
            reader.note("", "is not JSON: \(error)")
            return []
        }
        guard let root = reader.object(value, "", names: ["catalog", "plugins"]) else { return [] }
        if root.values["catalog"] != .int(1) {
            reader.note("catalog", "has to be 1, the version of the form that this host reads")
        }
        guard let plugins = reader.object("plugins", of: root, names: nil) else {
            if root.values["plugins"] == nil {
                reader.note("plugins", "is missing: an object with an entry for each plugin")
            }
            return []
        }
        return plugins.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
