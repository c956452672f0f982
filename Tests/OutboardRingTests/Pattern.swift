import OutboardRing

/// What the record with a number carries: every word differs from that of its neighbours and of the laps before.
struct Pattern {
    let number: UInt64

    init(_ number: Int) {
        self.number = UInt64(number)
    }

    func word(_ index: Int) -> UInt64 {
        var value = (number &+ 1) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(index) &* 0xbf58_476d_1ce4_e5b9
        value ^= value >> 29
        return value &* 0x94d0_49bb_1331_11eb
    }

    var body: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) {
        (word(0), word(1), word(2), word(3), word(4), word(5))
    }

    func header(length: Int) -> RecordHeader {
        let bits = word(6)
        return RecordHeader(
            kind: RecordKind(rawValue: UInt8(truncatingIfNeeded: bits)), callID: UInt32(truncatingIfNeeded: bits >> 8),
            method: UInt16(truncatingIfNeeded: bits >> 40), flags: UInt8(truncatingIfNeeded: bits >> 56),
            length: UInt16(truncatingIfNeeded: length), credit: UInt16(truncatingIfNeeded: word(7)))
    }

    func fill(_ block: UnsafeMutableRawPointer, byteCount: Int) {
        for index in 0..<byteCount / 8 {
            block.storeBytes(of: word(16 + index), toByteOffset: index * 8, as: UInt64.self)
        }
    }

    func matches(_ block: UnsafeRawPointer, byteCount: Int) -> Bool {
        (0..<byteCount / 8).allSatisfy { block.load(fromByteOffset: $0 * 8, as: UInt64.self) == word(16 + $0) }
    }
}
