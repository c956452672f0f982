/// What the fixed-width integers share: their bytes in memory are their encoding.
public protocol WireInteger: WireValue, FixedWidthInteger, BitwiseCopyable {
    /// The entry of the schema.
    static var _wireType: WireType { get }
}

extension WireInteger {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { _wireType }
    /// The width.
    @inlinable public var wireByteCount: Int { MemoryLayout<Self>.size }
    /// Appends the bytes.
    @inlinable @inline(__always)
    public func encode(into writer: inout WireWriter) { writer.append(self) }
    /// Reads the bytes.
    @inlinable @inline(__always)
    public init(from reader: inout WireReader) throws(WireError) { self = try reader.integer() }
    /// The width.
    @inlinable public static var _bitwiseByteCount: Int? { MemoryLayout<Self>.size }
}

extension UInt8: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .uint8 }
}

extension UInt16: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .uint16 }
}

extension UInt32: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .uint32 }
}

extension UInt64: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .uint64 }
}

extension Int8: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .int8 }
}

extension Int16: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .int16 }
}

extension Int32: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .int32 }
}

extension Int64: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .int64 }
}

// Only 64-bit machines are supported, so that these have the width of their encoding.
extension Int: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .int64 }
}

extension UInt: WireInteger {
    /// The entry of the schema.
    public static var _wireType: WireType { .uint64 }
}
