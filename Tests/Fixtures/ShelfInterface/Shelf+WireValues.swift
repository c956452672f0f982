// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

extension ShelfConfiguration: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "ShelfConfiguration") { fields in
            fields.field("label", String.self)
            fields.field("isRefused", Bool.self)
        }
    }
    public var wireByteCount: Int { WireWriter.compositeByteCount(label.wireByteCount &+ isRefused.wireByteCount) }
    public func encode(into writer: inout WireWriter) {
        writer.composite {
            label.encode(into: &$0)
            isRefused.encode(into: &$0)
        }
    }
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            Self(label: try reader.next(), isRefused: try reader.next())
        }
    }
}

extension ShelfError: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "ShelfError") { $0.field("item", String.self) }
    }
    public var wireByteCount: Int { WireWriter.compositeByteCount(item.wireByteCount) }
    public func encode(into writer: inout WireWriter) { writer.composite { item.encode(into: &$0) } }
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            Self(item: try reader.next())
        }
    }
}

extension DoorError: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "DoorError") { $0.field("inches", Int.self) }
    }
    public var wireByteCount: Int { WireWriter.compositeByteCount(inches.wireByteCount) }
    public func encode(into writer: inout WireWriter) { writer.composite { inches.encode(into: &$0) } }
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            Self(inches: try reader.next())
        }
    }
}
