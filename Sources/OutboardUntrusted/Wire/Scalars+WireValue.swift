extension Bool: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .bool }
    /// Always 1.
    @inlinable public var wireByteCount: Int { 1 }
    /// Appends 0 or 1.
    @inlinable public func encode(into writer: inout WireWriter) { writer.append(UInt8(self ? 1 : 0)) }
    /// Reads 0 or 1; any other byte is an error.
    @inlinable public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.integer(UInt8.self) {
        case 0: self = false
        case 1: self = true
        default: try WireError.fail(.invalidBool)
        }
    }
}

extension Float: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .float }
    /// Always 4.
    @inlinable public var wireByteCount: Int { 4 }
    /// Appends the IEEE 754 bits.
    @inlinable public func encode(into writer: inout WireWriter) { writer.append(bitPattern) }
    /// Reads the bits, including those of NaN.
    @inlinable public init(from reader: inout WireReader) throws(WireError) {
        self = Float(bitPattern: try reader.integer())
    }
    /// Always 4.
    @inlinable public static var _bitwiseByteCount: Int? { 4 }
}

extension Double: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .double }
    /// Always 8.
    @inlinable public var wireByteCount: Int { 8 }
    /// Appends the IEEE 754 bits.
    @inlinable public func encode(into writer: inout WireWriter) { writer.append(bitPattern) }
    /// Reads the bits, including those of NaN.
    @inlinable public init(from reader: inout WireReader) throws(WireError) {
        self = Double(bitPattern: try reader.integer())
    }
    /// Always 8.
    @inlinable public static var _bitwiseByteCount: Int? { 8 }
}

extension Duration: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .duration }
    /// Always 16.
    @inlinable public var wireByteCount: Int { 16 }
    /// Appends the attoseconds as a 16-byte integer.
    @inlinable public func encode(into writer: inout WireWriter) { writer.append(attoseconds) }
    /// Reads attoseconds.
    ///
    /// A number whose whole seconds do not fit into 64 bits is an error: `components` would trap on it.
    @inlinable public init(from reader: inout WireReader) throws(WireError) {
        let attoseconds = try reader.integer(Int128.self)
        let second: Int128 = 1_000_000_000_000_000_000
        // The first numbers on either side whose whole seconds do not fit.
        let above = (Int128(Int64.max) &+ 1) &* second
        let below = (Int128(Int64.min) &- 1) &* second
        guard attoseconds < above, attoseconds > below else { try WireError.fail(.invalidValue) }
        self = Duration(attoseconds: attoseconds)
    }
}
