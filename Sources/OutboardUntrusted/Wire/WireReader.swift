/// Decodes values from a stretch of private memory.
///
/// Every read is checked against the end; nothing that the bytes hold can trap, recurse without bound or make it
/// allocate more than a small multiple of the bytes themselves.
///
/// Not thread-safe.
@safe
public struct WireReader: ~Copyable {
    @usableFromInline var cursor: UnsafeRawPointer
    @usableFromInline var end: UnsafeRawPointer
    @usableFromInline var depth = 0
    /// Whether a key of a dictionary is being decoded: what it holds will be hashed.
    @usableFromInline var isKey = false

    /// How deep composite values, optionals, arrays and dictionaries may be nested.
    @inlinable public static var maximumDepth: Int { 64 }

    /// Starts reading at an address.
    @unsafe @inlinable
    public init(start: UnsafeRawPointer, byteCount: Int) {
        unsafe self.cursor = start
        unsafe self.end = start + byteCount
    }

    /// Bytes left in the value being read.
    @inlinable public var remaining: Int { unsafe end - cursor }

    /// Decodes the next value.
    @inlinable @inline(__always)
    public mutating func next<T: WireValue>(_ type: T.Type = T.self) throws(WireError) -> T {
        try T(from: &self)
    }

    /// Decodes a key of a dictionary, whose texts must be such that hashing them takes no longer than reading them.
    @inlinable @inline(__always)
    mutating func key<T: WireValue>(_ type: T.Type = T.self) throws(WireError) -> T {
        let outer = isKey
        isKey = true
        let key = try T(from: &self)
        isKey = outer
        return key
    }

    /// Decodes an optional at the end of a composite value, which older writers leave out.
    @inlinable
    public mutating func nextTrailing<T: WireValue>(_ type: T?.Type = T?.self) throws(WireError) -> T? {
        guard remaining > 0 else { return nil }
        return try T?(from: &self)
    }

    /// Reads an integer of its own width.
    @inlinable @inline(__always)
    public mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self) throws(WireError) -> T
    {
        let size = MemoryLayout<T>.size
        guard remaining >= size else { try WireError.fail(.truncated) }
        let value = unsafe cursor.loadUnaligned(as: T.self)
        unsafe cursor += size
        return T(littleEndian: value)
    }

    /// Reads a 4-byte count of elements that take at least `minimumByteCount` bytes each.
    @inlinable @inline(__always)
    public mutating func count(minimumByteCount: Int = 1) throws(WireError) -> Int {
        let count = Int(try integer(UInt32.self))
        // The product cannot overflow: a 32-bit count times the size of a scalar.
        guard count &* minimumByteCount <= remaining else { try WireError.fail(.truncated) }
        return count
    }

    /// Reads bytes; the closure gets them where they lie, for as long as it runs.
    @inlinable @inline(__always)
    public mutating func bytes<R>(
        _ count: Int, _ body: (UnsafeRawBufferPointer) throws(WireError) -> R
    ) throws(WireError) -> R {
        guard count >= 0, remaining >= count else { try WireError.fail(.truncated) }
        let result = try unsafe body(UnsafeRawBufferPointer(start: cursor, count: count))
        unsafe cursor += count
        return result
    }

    /// Enters one level of nesting for as long as `body` runs.
    @inlinable @inline(__always)
    public mutating func nested<R>(_ body: (inout WireReader) throws(WireError) -> R) throws(WireError) -> R {
        guard depth < Self.maximumDepth else { try WireError.fail(.tooDeep) }
        depth &+= 1
        let result = try body(&self)
        depth &-= 1
        return result
    }

    /// Reads a composite value: a 4-byte count, then as many bytes, of which those that `body` leaves are skipped.
    @inlinable @inline(__always)
    public mutating func composite<R>(_ body: (inout WireReader) throws(WireError) -> R) throws(WireError) -> R {
        let count = try self.count()
        let outerEnd = unsafe end
        let innerEnd = unsafe cursor + count
        unsafe end = innerEnd
        let result = try nested(body)
        unsafe cursor = innerEnd
        unsafe end = outerEnd
        return result
    }
}
