/// The configuration of a plugin that needs none.
public struct NoConfiguration: Hashable, Sendable, WireValue {
    /// Creates it.
    public init() {}
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "NoConfiguration") { _ in }
    }
    /// Always 4.
    public var wireByteCount: Int { WireWriter.compositeByteCount(0) }
    /// Appends an empty struct.
    public func encode(into writer: inout WireWriter) { writer.composite { _ in } }
    /// Reads an empty struct.
    public init(from reader: inout WireReader) throws(WireError) {
        try reader.composite { (_: inout WireReader) throws(WireError) in }
    }
}
