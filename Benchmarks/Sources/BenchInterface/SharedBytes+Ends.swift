public import OutboardCore

extension SharedBytes {
    /// The sum of the first and of the last eight bytes; there must be as many.
    public var sumOfEnds: UInt64 {
        unsafe withUnsafeBytes { bytes in
            unsafe bytes.loadUnaligned(as: UInt64.self)
                &+ bytes.loadUnaligned(fromByteOffset: bytes.count &- 8, as: UInt64.self)
        }
    }
}
