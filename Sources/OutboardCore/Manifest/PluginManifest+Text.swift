internal import COutboard

// The form in which a manifest lies in a file: lines of text. Anybody may have written them, so that nothing here traps.
extension PluginManifest {
    /// The name of the note that holds a manifest.
    package static var noteName: String { OUTBOARD_NOTE_NAME }
    /// The type of the note that holds a manifest.
    package static var noteType: UInt32 { UInt32(OUTBOARD_NOTE_MANIFEST) }
    /// The most bytes that a manifest may have.
    package static var maximumByteCount: Int { Int(OUTBOARD_NOTE_BYTES_MAX) }

    /// The lines: `name Greeter`, `version 1.0.0`, `interface Greeter 1.2`, `capability network`.
    public var text: String {
        var lines = ["name \(name)", "version \(version)"]
        lines += interfaces.map { "interface \($0)" }
        lines += capabilities.map { "capability \($0)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads the contents of a note.
    ///
    /// Lines with words that this version does not know are passed over.
    ///
    /// - Throws: `ManifestError` with what is wrong.
    package init(note bytes: [UInt8]) throws(ManifestError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw ManifestError("it has \(bytes.count) bytes, more than \(Self.maximumByteCount)")
        }
        // C's string literals end with a zero, and linkers fill up.
        let end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        guard let text = String(validating: bytes[..<end], as: UTF8.self) else {
            throw ManifestError("it is not UTF-8")
        }
        try self.init(text: text)
    }

    /// Reads the lines of a manifest.
    ///
    /// - Throws: `ManifestError` with the line that is wrong.
    package init(text: String) throws(ManifestError) {
        var name: String?
        var version: PluginVersion?
        var interfaces: [Interface] = []
        var capabilities: [String] = []
        for line in text.split(separator: "\n") {
            guard ForeignText.plain(String(line)) == line else { throw ManifestError("it has control characters") }
            let words = line.split(separator: " ", maxSplits: 1)
            let value = words.count == 2 ? String(words[1]) : ""
            switch words.first {
            case "name":
                guard name == nil, !value.isEmpty else { throw ManifestError("it does not have one name") }
                name = value
            case "version":
                guard version == nil, let read = PluginVersion(value) else {
                    throw ManifestError("its version '\(value)' is not one like 1.4.2")
                }
                version = read
            case "interface":
                guard let interface = Interface(value) else {
                    throw ManifestError("its interface '\(value)' is not one like 'Greeter 1.2'")
                }
                interfaces.append(interface)
            case "capability":
                guard !value.isEmpty else { throw ManifestError("it asks for a capability without a name") }
                capabilities.append(value)
            default:
                continue
            }
        }
        guard let name else { throw ManifestError("it has no name") }
        guard let version else { throw ManifestError("it has no version") }
        self.init(name: name, version: version, interfaces: interfaces, capabilities: capabilities)
    }
}
