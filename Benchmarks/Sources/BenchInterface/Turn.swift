public import OutboardCore

/// When a call of ``PhaseClient/turn()`` was in the plugin.
public struct Turn: Sendable {
    /// When the method began, in nanoseconds of ``MonotonicTime``.
    public var arrivedAt: UInt64
    /// When it returned.
    public var answeredAt: UInt64

    /// Creates a turn.
    public init(arrivedAt: UInt64, answeredAt: UInt64) {
        self.arrivedAt = arrivedAt
        self.answeredAt = answeredAt
    }
}

extension Turn: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "Turn") { fields in
            fields.field("arrivedAt", UInt64.self)
            fields.field("answeredAt", UInt64.self)
        }
    }

    /// The bytes of all fields.
    public var wireByteCount: Int {
        WireWriter.compositeByteCount(arrivedAt.wireByteCount &+ answeredAt.wireByteCount)
    }

    /// Appends the fields.
    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            arrivedAt.encode(into: &writer)
            answeredAt.encode(into: &writer)
        }
    }

    /// Reads the fields.
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            let arrivedAt = try reader.next(UInt64.self)
            return Self(arrivedAt: arrivedAt, answeredAt: try reader.next(UInt64.self))
        }
    }
}
