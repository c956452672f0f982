public import OutboardCore

/// What one thread did while it was counted.
public struct ThreadCounts: Sendable, Hashable {
    /// Allocations.
    public var allocations: UInt64
    /// System calls; `nil` where they cannot be counted.
    public var systemCalls: UInt64?

    /// Creates counts.
    public init(allocations: UInt64, systemCalls: UInt64?) {
        self.allocations = allocations
        self.systemCalls = systemCalls
    }

    /// Both threads together; what one of them could not count is unknown.
    public static func + (first: Self, second: Self) -> Self {
        var systemCalls: UInt64?
        if let one = first.systemCalls, let other = second.systemCalls { systemCalls = one &+ other }
        return Self(allocations: first.allocations &+ second.allocations, systemCalls: systemCalls)
    }
}

extension ThreadCounts: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "ThreadCounts") { fields in
            fields.field("allocations", UInt64.self)
            fields.field("systemCalls", UInt64?.self)
        }
    }

    /// The bytes of all fields.
    public var wireByteCount: Int {
        WireWriter.compositeByteCount(allocations.wireByteCount &+ systemCalls.wireByteCount)
    }

    /// Appends the fields.
    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            allocations.encode(into: &writer)
            systemCalls.encode(into: &writer)
        }
    }

    /// Reads the fields.
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            let allocations = try reader.next(UInt64.self)
            let systemCalls = try reader.nextTrailing(UInt64?.self)
            return Self(allocations: allocations, systemCalls: systemCalls)
        }
    }
}
