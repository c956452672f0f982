import Glibc
import SystemPackage

/// Finds the notes of a 64-bit little-endian ELF file, for whatever machine it was built.
///
/// The file is not trusted: every number is checked against the file's size before it is used, what is read is bounded, and
/// nothing here traps. See elf(5).
package struct ELFNotes {
    private static let noteSegment: UInt64 = 4  // PT_NOTE
    private static let headerByteCount = 64
    private static let programHeaderByteCount = 56
    // Programs have about a dozen program headers, three segments with notes and some hundred bytes in each.
    private static let maximumHeaders: UInt64 = 1024
    private static let maximumSegments = 64
    private static let maximumSegmentByteCount = 1 << 18

    /// One note.
    package struct Note: Hashable, Sendable {
        /// Its name, without the zero at its end.
        package var name: [UInt8]
        /// Its type; what it means depends on the name.
        package var type: UInt32
        /// Its contents.
        package var contents: [UInt8]
    }

    /// All notes, in the order of the file.
    package let notes: [Note]

    /// Reads the notes of the file at a path.
    ///
    /// Some system calls and a few hundred bytes. Follows links.
    ///
    /// - Throws: `ELFProblem`.
    package init(path: String) throws(ELFProblem) {
        let raw = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard raw >= 0 else { throw ELFProblem(ExecutableFile.explain(Errno(rawValue: errno), path)) }
        let file = OwnedDescriptor(adopting: raw)
        var status = stat()
        guard unsafe fstat(raw, &status) == 0 else {
            throw ELFProblem(ExecutableFile.explain(Errno(rawValue: errno), path))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ELFProblem(status.st_mode & S_IFMT == S_IFDIR ? "it is a directory" : "it is not a regular file")
        }
        try self.init(byteCount: Int(status.st_size)) { offset, count in
            SmallFile.bytes(of: file, from: offset, limit: count)
        }
    }

    /// Reads the notes of a file.
    ///
    /// - Parameters:
    ///   - byteCount: The size of the file.
    ///   - read: Gives as many bytes from an offset, fewer if the file has shrunk, nothing if it cannot be read.
    /// - Throws: `ELFProblem`.
    package init(byteCount: Int, read: (_ offset: Int, _ count: Int) -> [UInt8]?) throws(ELFProblem) {
        /// The bytes of the file, as far as its size says that there are any.
        func bytes(_ offset: UInt64, _ count: Int) throws(ELFProblem) -> [UInt8] {
            guard offset <= UInt64(byteCount), count <= byteCount - Int(offset) else {
                throw ELFProblem("it is truncated")
            }
            guard let bytes = read(Int(offset), count) else { throw ELFProblem("it cannot be read") }
            // Somebody may be writing to it.
            guard bytes.count == count else { throw ELFProblem("it is truncated") }
            return bytes
        }
        guard byteCount > 0 else { throw ELFProblem("it is empty") }
        let mark = try bytes(0, min(byteCount, 4))
        guard mark == [0x7f, 0x45, 0x4c, 0x46] else {
            throw ELFProblem(mark.starts(with: [0x23, 0x21]) ? "it is a script" : "it is not an ELF file")
        }
        let header = try bytes(0, Self.headerByteCount)
        guard header[4] == 2, header[5] == 1 else { throw ELFProblem("it is not a 64-bit little-endian ELF file") }
        let table = try Self.programHeaders(header, bytes)
        var notes: [Note] = []
        var segments = 0
        for entry in stride(from: 0, to: table.count, by: Self.programHeaderByteCount) {
            guard Self.number(table, entry, 4) == Self.noteSegment else { continue }
            segments += 1
            guard segments <= Self.maximumSegments, let offset = Self.number(table, entry + 8, 8),
                let count = Self.number(table, entry + 32, 8), count <= UInt64(Self.maximumSegmentByteCount)
            else { throw ELFProblem("it has more notes than any program") }
            let alignment = Self.number(table, entry + 48, 8) == 8 ? 8 : 4
            try Self.split(try bytes(offset, Int(count)), alignment, into: &notes)
        }
        self.notes = notes
    }

    private static func programHeaders(
        _ header: [UInt8], _ bytes: (UInt64, Int) throws(ELFProblem) -> [UInt8]
    ) throws(ELFProblem) -> [UInt8] {
        guard let offset = number(header, 32, 8), let entryByteCount = number(header, 54, 2),
            let count = number(header, 56, 2), count == 0 || entryByteCount == UInt64(programHeaderByteCount)
        else { throw ELFProblem("its ELF header is damaged") }
        guard count <= maximumHeaders else { throw ELFProblem("it has more program headers than any program") }
        return try bytes(offset, Int(count) * programHeaderByteCount)
    }

    /// Takes the notes of a segment apart.
    private static func split(_ bytes: [UInt8], _ alignment: Int, into notes: inout [Note]) throws(ELFProblem) {
        let damaged = ELFProblem("its notes are damaged")
        var offset = 0
        while offset < bytes.count {
            guard let nameByteCount = number(bytes, offset, 4), let byteCount = number(bytes, offset + 4, 4),
                let type = number(bytes, offset + 8, 4)
            else { throw damaged }
            // Sums of a place in the segment and of numbers of 32 bits do not overflow.
            let nameStart = offset + 12
            let nameEnd = nameStart + Int(nameByteCount)
            let start = align(nameEnd, alignment)
            let end = start + Int(byteCount)
            guard end <= bytes.count else { throw damaged }
            let name = Array(bytes[nameStart..<nameEnd].prefix { $0 != 0 })
            notes.append(Note(name: name, type: UInt32(type), contents: Array(bytes[start..<end])))
            // The last one need not be filled up.
            offset = align(end, alignment)
        }
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt64? {
        ELFImage.number(bytes, offset, width, true)
    }

    private static func align(_ value: Int, _ alignment: Int) -> Int {
        (value + alignment - 1) & ~(alignment - 1)
    }
}
