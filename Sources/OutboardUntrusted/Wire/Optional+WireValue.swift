extension Optional: WireValue where Wrapped: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType {
        .optional(Wrapped.describe(in: &schema))
    }

    /// 1, and the bytes of the value if there is one.
    @inlinable public var wireByteCount: Int {
        switch self {
        case .none: 1
        case .some(let value): value.wireByteCount &+ 1
        }
    }

    /// Appends 0, or 1 and the value.
    @inlinable public func encode(into writer: inout WireWriter) {
        switch self {
        case .none: writer.append(UInt8(0))
        case .some(let value):
            writer.append(UInt8(1))
            writer.nested { value.encode(into: &$0) }
        }
    }

    /// Reads an optional.
    @inlinable public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.integer(UInt8.self) {
        case 0: self = .none
        case 1:
            self = try reader.nested { (reader: inout WireReader) throws(WireError) -> Wrapped in
                try Wrapped(from: &reader)
            }
        default: try WireError.fail(.invalidOptional)
        }
    }
}
