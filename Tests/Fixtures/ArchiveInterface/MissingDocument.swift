public import OutboardCore

/// The declared error of both interfaces.
public struct MissingDocument: Error, Hashable, Sendable {
    /// Which.
    public var path: String

    /// Creates an error.
    public init(path: String) {
        self.path = path
    }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension MissingDocument: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "MissingDocument") { $0.field("path", String.self) }
    }

    public var wireByteCount: Int { WireWriter.compositeByteCount(path.wireByteCount) }

    public func encode(into writer: inout WireWriter) {
        writer.composite { path.encode(into: &$0) }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        self.path = try reader.composite { (reader: inout WireReader) throws(WireError) in try reader.next() }
    }
}
