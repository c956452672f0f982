/// A minimal ELF file with two segments, to be spoiled by tests.
struct CraftedELF {
    var wordClass: UInt8 = 2
    #if arch(x86_64)
    var machine: UInt16 = 62
    #else
    var machine: UInt16 = 183
    #endif
    /// ET_DYN.
    var type: UInt16 = 3
    /// nil: a static program.
    var interpreter: String? = "/bin/sh"

    var bytes: [UInt8] {
        let name: [UInt8] = interpreter.map { Array($0.utf8) + [0] } ?? []
        let nameOffset = 64 + 2 * 56
        var image: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, wordClass, 1, 1] + [UInt8](repeating: 0, count: 9)
        append(type, to: &image)
        append(machine, to: &image)
        append(UInt32(1), to: &image)
        append(UInt64(0), to: &image)  // entry
        append(UInt64(64), to: &image)  // program headers
        append(UInt64(0), to: &image)  // section headers
        append(UInt32(0), to: &image)  // flags
        for value: UInt16 in [64, 56, 2, 0, 0, 0] {
            append(value, to: &image)
        }
        let first: UInt32 = interpreter == nil ? 0 : 3
        for (kind, offset, count) in [(first, nameOffset, name.count), (1, 0, nameOffset + name.count + 16)] {
            append(kind, to: &image)
            append(UInt32(5), to: &image)
            append(UInt64(offset), to: &image)
            append(UInt64(0), to: &image)
            append(UInt64(0), to: &image)
            append(UInt64(count), to: &image)
            append(UInt64(count), to: &image)
            append(UInt64(4096), to: &image)
        }
        return image + name + [UInt8](repeating: 0x90, count: 16)
    }

    private func append(_ value: some FixedWidthInteger, to image: inout [UInt8]) {
        for index in 0..<(value.bitWidth / 8) {
            image.append(UInt8(truncatingIfNeeded: value >> (index * 8)))
        }
    }
}
