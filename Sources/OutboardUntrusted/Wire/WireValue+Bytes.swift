extension WireValue {
    /// The encoding in an array of its own.
    package var wireBytes: [UInt8] {
        let byteCount = wireByteCount
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var writer = unsafe WireWriter(start: UnsafeMutableRawPointer(start), byteCount: byteCount)
            encode(into: &writer)
            count = writer.isExact ? byteCount : 0
        }
    }

    /// Decodes a value that takes all of the bytes.
    package init(wireBytes bytes: [UInt8]) throws(WireError) {
        var failure: WireError?
        let value: Self? = unsafe bytes.withUnsafeBytes { buffer -> Self? in
            guard let start = buffer.baseAddress else { return nil }
            var reader = unsafe WireReader(start: start, byteCount: buffer.count)
            do throws(WireError) {
                let value = try Self(from: &reader)
                if reader.remaining > 0 { failure = WireError(code: .leftOver) }
                return value
            } catch {
                failure = error
                return nil
            }
        }
        guard failure == nil, let value else { throw failure ?? .truncated }
        self = value
    }
}
