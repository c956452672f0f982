/// Encodes values into a fixed stretch of memory: the slot of a ring, most of the time.
///
/// The memory has the size that `wireByteCount` announced. A value that writes more than it announced does not write
/// outside: the surplus is dropped, `isExact` is false, and the call fails.
///
/// Not thread-safe; does not allocate.
@safe
public struct WireWriter: ~Copyable {
    @usableFromInline let start: UnsafeMutableRawPointer
    @usableFromInline var cursor: UnsafeMutableRawPointer
    @usableFromInline let end: UnsafeMutableRawPointer
    @usableFromInline var overflowed = false
    @usableFromInline var depth = 0

    /// Starts writing at an address.
    @unsafe @inlinable
    public init(start: UnsafeMutableRawPointer, byteCount: Int) {
        unsafe self.start = start
        unsafe self.cursor = start
        unsafe self.end = start + byteCount
    }

    /// Whether exactly the announced bytes were written.
    @inlinable public var isExact: Bool {
        let isFull = unsafe cursor == end
        return isFull && !overflowed
    }

    /// How many bytes have been written.
    @inlinable public var byteCount: Int { unsafe cursor - start }

    /// Whether something found no room, or cannot be encoded: what has been written is not the value.
    @inlinable public var isIncomplete: Bool { overflowed }

    /// Appends an integer in its own width.
    @inlinable @inline(__always)
    public mutating func append<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        let size = MemoryLayout<T>.size
        guard unsafe end - cursor >= size else {
            overflowed = true
            return
        }
        unsafe cursor.storeBytes(of: value.littleEndian, as: T.self)
        unsafe cursor += size
    }

    /// Appends bytes.
    @inlinable
    public mutating func append(contentsOf bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, unsafe !bytes.isEmpty else { return }
        guard unsafe end - cursor >= bytes.count else {
            overflowed = true
            return
        }
        unsafe copy(source, bytes.count)
        unsafe cursor += bytes.count
    }

    /// Copies bytes for which there is room: up to 16 with two loads and stores that may overlap, more with memcpy.
    ///
    /// Most texts are short, and a call of memcpy takes longer than that.
    @inlinable @inline(__always)
    func copy(_ source: UnsafeRawPointer, _ count: Int) {
        if count > 16 {
            unsafe cursor.copyMemory(from: source, byteCount: count)
        } else if count >= 8 {
            let last = count &- 8
            let head = unsafe source.loadUnaligned(as: UInt64.self)
            let tail = unsafe source.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            unsafe cursor.storeBytes(of: head, as: UInt64.self)
            unsafe cursor.storeBytes(of: tail, toByteOffset: last, as: UInt64.self)
        } else if count >= 4 {
            let last = count &- 4
            let head = unsafe source.loadUnaligned(as: UInt32.self)
            let tail = unsafe source.loadUnaligned(fromByteOffset: last, as: UInt32.self)
            unsafe cursor.storeBytes(of: head, as: UInt32.self)
            unsafe cursor.storeBytes(of: tail, toByteOffset: last, as: UInt32.self)
        } else {
            var offset = 0
            while offset < count {
                unsafe cursor.storeBytes(
                    of: source.load(fromByteOffset: offset, as: UInt8.self), toByteOffset: offset, as: UInt8.self)
                offset &+= 1
            }
        }
    }

    /// Appends a 4-byte count; one that does not fit marks the value as not encodable.
    @inlinable @inline(__always)
    public mutating func append(count: Int) {
        if count > Int(UInt32.max) { overflowed = true }
        append(UInt32(truncatingIfNeeded: count))
    }

    /// Enters one level of nesting for as long as `body` runs.
    ///
    /// Values nested deeper than a reader accepts are not written: `isExact` is false, and the call fails.
    @inlinable @inline(__always)
    public mutating func nested(_ body: (inout WireWriter) -> Void) {
        guard depth < WireReader.maximumDepth else {
            overflowed = true
            return
        }
        depth &+= 1
        body(&self)
        depth &-= 1
    }

    /// Appends a composite value: a 4-byte count of what `body` appends, then that.
    @inlinable @inline(__always)
    public mutating func composite(_ body: (inout WireWriter) -> Void) {
        let start = unsafe cursor
        append(UInt32(0))
        guard !overflowed else { return }
        nested(body)
        let count = unsafe cursor - start &- 4
        if count > Int(UInt32.max) { overflowed = true }
        unsafe start.storeBytes(of: UInt32(truncatingIfNeeded: count).littleEndian, as: UInt32.self)
    }

    /// Bytes of a composite value whose fields take `contents` bytes.
    @inlinable
    public static func compositeByteCount(_ contents: Int) -> Int {
        contents &+ 4
    }
}
