/// A value with a wire layout: what methods take and return, what errors carry, what configures a plugin.
///
/// Integers of every fixed width, `Int`, `UInt`, `Bool`, `Float`, `Double`, `String`, `[UInt8]`, `Duration`, and
/// `Optional`, `Array` and `Dictionary` of wire values are wire values. Structs and enums become wire values with
/// `@WireValue`, or by hand.
///
/// The encoding is little endian, unaligned and without padding:
///
/// | type | encoding |
/// |---|---|
/// | integers | their width; `Int` and `UInt` 8 bytes |
/// | `Bool` | 1 byte, 0 or 1 |
/// | `Float`, `Double` | IEEE 754 bits |
/// | `String`, `[UInt8]` | count (4 bytes), bytes |
/// | `Optional` | 1 byte, 0 or 1, then the value if there is one |
/// | `Array` | count (4 bytes), elements |
/// | `Dictionary` | count (4 bytes), each key followed by its value |
/// | `Duration` | attoseconds (16 bytes) |
/// | struct | byte count of the rest (4 bytes), the fields in order |
/// | enum | byte count of the rest (4 bytes), index of the case (2 bytes), its associated values in order |
///
/// A struct may gain optional fields at its end: a reader that does not know them skips them, a reader that misses them
/// reads `nil`. Every other change makes a different type, which the handshake refuses.
public protocol WireValue: Sendable {
    /// The layout, as the handshake compares it. Named types are added to the schema.
    static func describe(in schema: inout WireSchema) -> WireType

    /// Exact count of bytes that `encode(into:)` writes; at least 1.
    var wireByteCount: Int { get }

    /// Appends the encoding.
    func encode(into writer: inout WireWriter)

    /// Decodes the next value.
    ///
    /// The bytes may come from a hostile plugin: whatever they are, this returns or throws.
    init(from reader: inout WireReader) throws(WireError)

    /// Bytes of every value, if its encoding is its bytes in memory and every bit pattern is a value; otherwise nothing.
    ///
    /// Lets arrays be copied as a whole. Only Outboard's own scalars say so.
    static var _bitwiseByteCount: Int? { get }
}

extension WireValue {
    /// Nothing: most values have an encoding of their own.
    @inlinable public static var _bitwiseByteCount: Int? { nil }
}
