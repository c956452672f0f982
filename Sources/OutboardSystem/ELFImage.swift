import Glibc

/// Reads as much of an ELF file as it takes to see why it does not run here.
///
/// The file is not trusted: every number is checked against what was read. See elf(5).
enum ELFImage {
    private static let headerByteCount = 64
    private static let programHeaderByteCount = 56
    private static let scriptByteCount = 128
    /// Programs of Windows say further down what they are.
    private static let firstByteCount = 1024
    private static let interpreterByteCount = 4096
    private static let interpreterSegment: UInt64 = 3  // PT_INTERP
    private static let loadSegment: UInt64 = 1  // PT_LOAD
    private static let executableType: UInt64 = 2  // ET_EXEC
    private static let sharedType: UInt64 = 3  // ET_DYN: a position-independent executable

    #if arch(x86_64)
    private static let machine: UInt64 = 62
    #elseif arch(arm64)
    private static let machine: UInt64 = 183
    #endif

    /// What keeps a file from running, as a clause; nil when nothing is found.
    static func diagnose(_ file: borrowing OwnedDescriptor, byteCount: Int) -> String? {
        guard let header = SmallFile.bytes(of: file, from: 0, limit: firstByteCount) else {
            return nil
        }
        if header.isEmpty {
            return "it is empty"
        }
        guard header.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
            return notELF(header)
        }
        guard header.count >= headerByteCount else {
            return "it is truncated (its header is not complete)"
        }
        if header[4] == 1 {
            return "it is a 32-bit program"
        }
        guard header[4] == 2, header[5] == 1 || header[5] == 2 else {
            return "its ELF header is damaged"
        }
        let isLittleEndian = header[5] == 1
        let architecture = number(header, 18, 2, isLittleEndian) ?? 0
        guard isLittleEndian, architecture == machine else {
            return "it is built for \(name(of: architecture, isLittleEndian)),"
                + " this machine is \(name(of: machine, true))"
        }
        guard let type = number(header, 16, 2, true), type == executableType || type == sharedType else {
            return "it is an object file, not a program"
        }
        return diagnoseSegments(file, header, byteCount)
    }

    /// Looks whether all segments are in the file and the interpreter exists.
    private static func diagnoseSegments(
        _ file: borrowing OwnedDescriptor,
        _ header: [UInt8],
        _ byteCount: Int
    ) -> String? {
        guard let offset = number(header, 32, 8, true), let entryByteCount = number(header, 54, 2, true),
            let count = number(header, 56, 2, true), entryByteCount == UInt64(programHeaderByteCount)
        else {
            return "its ELF header is damaged"
        }
        guard count > 0 else {
            return "it has no program headers: it is not a program"
        }
        // 65,535 entries of 56 bytes at most.
        let tableByteCount = Int(count) * programHeaderByteCount
        guard let start = Int(exactly: offset), start <= byteCount, tableByteCount <= byteCount - start,
            let table = SmallFile.bytes(of: file, from: start, limit: tableByteCount), table.count == tableByteCount
        else {
            return "it is truncated (its program headers lie beyond the end)"
        }
        for entry in stride(from: 0, to: tableByteCount, by: programHeaderByteCount) {
            guard let type = number(table, entry, 4, true), let fileOffset = number(table, entry + 8, 8, true),
                let fileByteCount = number(table, entry + 32, 8, true)
            else { continue }
            guard type == loadSegment || type == interpreterSegment else { continue }
            let (end, overflow) = fileOffset.addingReportingOverflow(fileByteCount)
            guard !overflow, end <= UInt64(byteCount) else {
                return "it is truncated (\(byteCount) bytes of at least \(overflow ? UInt64.max : end))"
            }
            if type == interpreterSegment,
                let complaint = diagnoseInterpreter(file, Int(fileOffset), Int(fileByteCount))
            {
                return complaint
            }
        }
        return nil
    }

    private static func diagnoseInterpreter(
        _ file: borrowing OwnedDescriptor,
        _ offset: Int,
        _ byteCount: Int
    ) -> String? {
        guard byteCount > 1, byteCount <= interpreterByteCount,
            let bytes = SmallFile.bytes(of: file, from: offset, limit: byteCount)
        else {
            return "its ELF header is damaged"
        }
        let path = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        return unsafe access(path, F_OK) == 0 ? nil : "its interpreter \(path) does not exist on this machine"
    }

    private static func notELF(_ header: [UInt8]) -> String {
        guard header.starts(with: [0x23, 0x21]) else {
            guard let other = ForeignImage.name(header) else { return "it is not an ELF file" }
            return "it is \(other), not an ELF file"
        }
        let line = String(decoding: header.prefix(scriptByteCount).dropFirst(2).prefix { $0 != 0x0a }, as: UTF8.self)
        let interpreter = line.split(separator: " ").first.map(String.init) ?? "nothing"
        return "it is a script (for \(interpreter)), not an ELF file"
    }

    private static func name(of machine: UInt64, _ isLittleEndian: Bool) -> String {
        switch machine {
        case 62: "x86-64"
        case 183: isLittleEndian ? "aarch64" : "big-endian aarch64"
        case 3: "x86"
        case 40: "arm"
        case 8: "mips"
        case 21: isLittleEndian ? "ppc64le" : "ppc64"
        case 22: "s390x"
        case 243: "riscv64"
        case 258: "loongarch64"
        default: "machine number \(machine)"
        }
    }

    /// The unsigned number of `width` bytes at `offset`; nil when the bytes end before.
    static func number(_ bytes: [UInt8], _ offset: Int, _ width: Int, _ isLittleEndian: Bool) -> UInt64? {
        guard offset >= 0, offset <= bytes.count - width else { return nil }
        let part = bytes[offset..<(offset + width)]
        return isLittleEndian
            ? part.reversed().reduce(0) { $0 << 8 | UInt64($1) } : part.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
