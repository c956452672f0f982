/// The layout of a value, as the handshake compares it.
public indirect enum WireType: Hashable, Sendable, CustomStringConvertible {
    /// 1 byte.
    case bool
    /// 1 byte, unsigned.
    case uint8
    /// 2 bytes, unsigned.
    case uint16
    /// 4 bytes, unsigned.
    case uint32
    /// 8 bytes, unsigned.
    case uint64
    /// 1 byte, signed.
    case int8
    /// 2 bytes, signed.
    case int16
    /// 4 bytes, signed.
    case int32
    /// 8 bytes, signed.
    case int64
    /// IEEE 754, 4 bytes.
    case float
    /// IEEE 754, 8 bytes.
    case double
    /// UTF-8 with its count.
    case string
    /// Bytes with their count.
    case bytes
    /// Attoseconds, 16 bytes.
    case duration
    /// A mark and perhaps a value.
    case optional(WireType)
    /// A count and values.
    case array(WireType)
    /// A count, keys and values.
    case dictionary(WireType, WireType)
    /// A struct or an enum that the schema defines under this name.
    case named(String)
    /// Nothing at all; the result of a method that returns `Void`.
    case void
    /// Nothing, and not even an answer; the result of a one-way method.
    case oneWay
    /// A part of a buffer that the host has lent, as 20 bytes; only in arguments.
    case sharedBytes

    /// The type as Swift writes it.
    public var description: String {
        switch self {
        case .bool: "Bool"
        case .uint8: "UInt8"
        case .uint16: "UInt16"
        case .uint32: "UInt32"
        case .uint64: "UInt64"
        case .int8: "Int8"
        case .int16: "Int16"
        case .int32: "Int32"
        case .int64: "Int64"
        case .float: "Float"
        case .double: "Double"
        case .string: "String"
        case .bytes: "[UInt8]"
        case .duration: "Duration"
        case .optional(let wrapped): "\(wrapped)?"
        case .array(let element): "[\(element)]"
        case .dictionary(let key, let value): "[\(key): \(value)]"
        case .named(let name): name
        case .void: "Void"
        case .oneWay: "one-way"
        case .sharedBytes: "SharedBytes"
        }
    }
}
