/// Bytes that a host has lent: some of a ``SharedBuffer`` there, the same memory, for reading only, in a plugin.
///
/// An argument of a method, or part of one, which costs the same for 16 bytes and for 16 GiB:
///
/// ```swift
/// @PluginInterface(version: "1.0")
/// protocol Filter {
///     func checksum(of frame: SharedBytes) throws -> UInt64
/// }
///
/// func checksum(of frame: SharedBytes) throws -> UInt64 {
///     frame.withSpan { bytes in bytes.indices.reduce(0) { $0 &+ UInt64(bytes[$1]) } }
/// }
/// ```
///
/// Never a result: a plugin lends nothing to its host. Return `[UInt8]`, which is copied, or positions in what was lent.
///
/// Nothing is copied, and nothing is locked: the host may write the bytes while a plugin reads them. Most hosts do not until the
/// call has returned. A plugin that reads bytes twice may find something else the second time, and one that keeps a value beyond
/// its call finds what the host has written since; make an array of what must stay, `[UInt8](bytes)`. The memory itself stays
/// for as long as there is a value, also when the host has taken the buffer back.
///
/// Copying one costs a reference count. Safe to use from any thread.
@safe
public struct SharedBytes: @unchecked Sendable {
    /// What keeps the bytes.
    let memory: SharedMemory
    @usableFromInline let start: UnsafeRawPointer
    /// How many there are.
    public let count: Int

    init(_ memory: SharedMemory, _ start: UnsafeRawPointer, count: Int) {
        self.memory = memory
        unsafe self.start = start
        self.count = count
    }

    /// Whether there are none.
    public var isEmpty: Bool { count == 0 }

    /// Some of the bytes.
    ///
    /// - Parameter range: Which, counted from 0; must not reach beyond the end.
    public subscript(range: some RangeExpression<Int>) -> SharedBytes {
        let range = range.relative(to: 0..<count)
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
        return unsafe SharedBytes(memory, start + range.lowerBound, count: range.count)
    }

    /// Lets a closure read the bytes where they lie.
    ///
    /// - Parameter body: Gets the bytes; must not keep the pointer.
    /// - Returns: What the closure returns.
    /// - Throws: What the closure throws.
    @inlinable
    public func withUnsafeBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Lets a closure read the bytes where they lie, as a span.
    ///
    /// - Parameter body: Gets the bytes.
    /// - Returns: What the closure returns.
    /// - Throws: What the closure throws.
    @inlinable
    public func withSpan<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count).assumingMemoryBound(to: UInt8.self)
        return try unsafe body(bytes.span)
    }
}

extension [UInt8] {
    /// A copy of bytes that were lent.
    @inlinable
    public init(_ bytes: SharedBytes) {
        self = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
    }
}
