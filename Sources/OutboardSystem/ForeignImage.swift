/// Programs of other systems, told by their first bytes, for messages.
///
/// The formats are those of Apple's `mach-o/loader.h` and of Microsoft's "PE Format".
enum ForeignImage {
    /// What a file is: "a program for macOS (Mach-O, aarch64)".
    ///
    /// Never traps, whatever the bytes are.
    ///
    /// - Parameter header: The file's first bytes.
    /// - Returns: nil when it is none of these.
    static func name(_ header: [UInt8]) -> String? {
        machO(header) ?? portableExecutable(header)
    }

    private static func machO(_ header: [UInt8]) -> String? {
        if header.starts(with: [0xcf, 0xfa, 0xed, 0xfe]) || header.starts(with: [0xce, 0xfa, 0xed, 0xfe]) {
            let machine: String? =
                switch number(header, 4, 4) {
                case 0x0100_0007: "x86-64"
                case 0x0100_000c: "aarch64"
                case 7: "x86"
                case 12: "arm"
                default: nil
                }
            return "a program for macOS (Mach-O\(machine.map { ", " + $0 } ?? ""))"
        }
        // One file for several machines. A Java class begins in the same way, and then has a number that is no small count.
        guard header.starts(with: [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0]), header.count > 7, header[7] < 40 else {
            return nil
        }
        return "a program for macOS (Mach-O, for several machines)"
    }

    private static func portableExecutable(_ header: [UInt8]) -> String? {
        guard header.starts(with: [0x4d, 0x5a]) else { return nil }
        guard let start = number(header, 60, 4), number(header, start, 4) == 0x4550 else {
            return "a program for Windows or DOS"
        }
        let machine: String? =
            switch number(header, start &+ 4, 2) {
            case 0x8664: "x86-64"
            case 0xaa64: "aarch64"
            case 0x014c: "x86"
            default: nil
            }
        return "a program for Windows (PE\(machine.map { ", " + $0 } ?? ""))"
    }

    /// A little-endian number; nil where there are not as many bytes.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ byteCount: Int) -> Int? {
        guard offset >= 0, offset < bytes.count, byteCount <= bytes.count - offset else { return nil }
        return bytes[offset..<offset + byteCount].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
