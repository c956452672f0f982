import OutboardSystem

@testable import OutboardCore

/// Reads what a program says about itself in its file, and compares it with what a client expects.
enum ManifestNote {
    static func run(_ input: inout FuzzInput) -> Int {
        let form = input.byte()
        let bytes = input.rest()
        if form & 1 == 0 {
            look(at: bytes)
            return 1
        }
        let notes = try? ELFNotes(byteCount: bytes.count) { offset, count in
            require(offset >= 0 && count >= 0, "a part of the file")
            return Array(bytes.dropFirst(offset).prefix(count))
        }
        for note in notes?.notes ?? [] { look(at: note.contents) }
        return 1
    }

    private static func look(at note: [UInt8]) {
        guard let manifest = try? PluginManifest(note: note) else { return }
        if let clause = manifest.disagreement(withName: manifest.name, serving: [ControlMessages.host]) {
            ControlMessages.isPlain(clause)
        }
    }
}
