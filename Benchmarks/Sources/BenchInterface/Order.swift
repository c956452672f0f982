public import OutboardCore

/// What the plugin's lane worker does next, outside of any call: its half of a loop in the ``SharedArea``.
public struct Order: Sendable {
    /// The loops.
    public enum Kind: UInt32, Sendable {
        /// The bare ping-pong of one cache line each way.
        case floor = 1
        /// Records through bare rings.
        case raw = 2
    }

    /// Which loop.
    public var kind: Kind
    /// How often it goes round.
    public var rounds: UInt32

    /// Creates an order.
    public init(_ kind: Kind, rounds: Int) {
        self.kind = kind
        self.rounds = UInt32(clamping: rounds)
    }
}

extension Order: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "Order") { fields in
            fields.field("kind", UInt32.self)
            fields.field("rounds", UInt32.self)
        }
    }

    /// The bytes of all fields.
    public var wireByteCount: Int {
        WireWriter.compositeByteCount(kind.rawValue.wireByteCount &+ rounds.wireByteCount)
    }

    /// Appends the fields.
    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            kind.rawValue.encode(into: &writer)
            rounds.encode(into: &writer)
        }
    }

    /// Reads the fields.
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            guard let kind = Kind(rawValue: try reader.next(UInt32.self)) else {
                throw WireError.invalidValue("an order of an unknown kind")
            }
            return Self(kind, rounds: Int(try reader.next(UInt32.self)))
        }
    }
}
