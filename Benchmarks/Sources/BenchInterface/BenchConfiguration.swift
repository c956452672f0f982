public import OutboardCore

/// What the host tells the plugin at its start.
public struct BenchConfiguration: Sendable {
    /// The file of the ``SharedArea``.
    public var path: String
    /// Whether both processes share one processor, so that polling has to make way.
    public var sharesProcessor: Bool

    /// Creates a configuration.
    public init(path: String, sharesProcessor: Bool) {
        self.path = path
        self.sharesProcessor = sharesProcessor
    }
}

extension BenchConfiguration: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "BenchConfiguration") { fields in
            fields.field("path", String.self)
            fields.field("sharesProcessor", Bool.self)
        }
    }

    /// The bytes of all fields.
    public var wireByteCount: Int {
        WireWriter.compositeByteCount(path.wireByteCount &+ sharesProcessor.wireByteCount)
    }

    /// Appends the fields.
    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            path.encode(into: &writer)
            sharesProcessor.encode(into: &writer)
        }
    }

    /// Reads the fields.
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            let path = try reader.next(String.self)
            let sharesProcessor = try reader.next(Bool.self)
            return Self(path: path, sharesProcessor: sharesProcessor)
        }
    }
}
