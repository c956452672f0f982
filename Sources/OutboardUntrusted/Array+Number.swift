extension [UInt8] {
    /// The little-endian number of 4 bytes at an offset, or nothing if the bytes end before.
    func number(at offset: Int) -> UInt32? {
        guard offset >= 0, offset <= count &- 4 else { return nil }
        let number = unsafe withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
        return UInt32(littleEndian: number)
    }
}
