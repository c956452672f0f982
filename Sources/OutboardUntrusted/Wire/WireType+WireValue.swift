/// How a type travels in the handshake: one byte that tells the kind, then the types it consists of.
extension WireType: WireValue {
    /// The layout of a layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .named("WireType") }

    private var tag: UInt8 {
        switch self {
        case .bool: 1
        case .uint8: 2
        case .uint16: 3
        case .uint32: 4
        case .uint64: 5
        case .int8: 6
        case .int16: 7
        case .int32: 8
        case .int64: 9
        case .float: 10
        case .double: 11
        case .string: 12
        case .bytes: 13
        case .duration: 14
        case .optional: 15
        case .array: 16
        case .dictionary: 17
        case .named: 18
        case .void: 19
        case .oneWay: 20
        case .sharedBytes: 21
        }
    }

    /// 1 and the bytes of what it consists of.
    public var wireByteCount: Int {
        switch self {
        case .optional(let inner), .array(let inner): inner.wireByteCount &+ 1
        case .dictionary(let key, let value): key.wireByteCount &+ value.wireByteCount &+ 1
        case .named(let name): name.wireByteCount &+ 1
        default: 1
        }
    }

    /// Appends the type.
    public func encode(into writer: inout WireWriter) {
        writer.append(tag)
        switch self {
        case .optional(let inner), .array(let inner): inner.encode(into: &writer)
        case .dictionary(let key, let value):
            key.encode(into: &writer)
            value.encode(into: &writer)
        case .named(let name): name.encode(into: &writer)
        default: break
        }
    }

    /// Reads the name of a type, at most 256 bytes.
    ///
    /// Hashing text takes quadratic time in the length of a run of combining marks: no name needs to be long.
    static func name(from reader: inout WireReader) throws(WireError) -> String {
        let name = try reader.next(String.self)
        guard name.utf8.count <= 256 else { throw WireError.invalidValue("a type's name") }
        return name
    }

    /// Reads a type, at most 64 levels deep.
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.nested { (reader: inout WireReader) throws(WireError) -> WireType in
            switch try reader.integer(UInt8.self) {
            case 1: .bool
            case 2: .uint8
            case 3: .uint16
            case 4: .uint32
            case 5: .uint64
            case 6: .int8
            case 7: .int16
            case 8: .int32
            case 9: .int64
            case 10: .float
            case 11: .double
            case 12: .string
            case 13: .bytes
            case 14: .duration
            case 15: .optional(try WireType(from: &reader))
            case 16: .array(try WireType(from: &reader))
            case 17: .dictionary(try WireType(from: &reader), try WireType(from: &reader))
            case 18: .named(try Self.name(from: &reader))
            case 19: .void
            case 20: .oneWay
            case 21: .sharedBytes
            case let tag: throw WireError.unknownCase(UInt16(truncatingIfNeeded: tag), of: "WireType")
            }
        }
    }
}
