#if Macros
/// The ELF note of a manifest as numbers of 32 bits: what an initializer can be in a section of its own.
///
/// The layout is that of `OUTBOARD_PLUGIN_NOTE` in COutboard's `note.h`.
struct NoteWords {
    private static let name = "Outboard"
    private static let manifest: UInt32 = 1

    let words: [UInt32]

    init(_ text: String) {
        let name = Array(Self.name.utf8) + [0]
        let lines = Array(text.utf8)
        words = [UInt32(name.count), UInt32(lines.count), Self.manifest] + Self.words(name) + Self.words(lines)
    }

    /// Little-endian, filled up with zeros.
    private static func words(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<min(start + 4, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }
}
#endif
