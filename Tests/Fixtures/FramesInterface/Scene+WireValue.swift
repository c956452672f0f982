// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

import OutboardCore

extension Scene: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "Scene") { fields in
            fields.field("name", String.self)
            fields.field("frames", [SharedBytes].self)
            fields.field("mask", SharedBytes?.self)
        }
    }
    public var wireByteCount: Int {
        WireWriter.compositeByteCount(name.wireByteCount &+ frames.wireByteCount &+ mask.wireByteCount)
    }
    public func encode(into writer: inout WireWriter) {
        writer.composite {
            name.encode(into: &$0)
            frames.encode(into: &$0)
            mask.encode(into: &$0)
        }
    }
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            Self(name: try reader.next(), frames: try reader.next(), mask: try reader.nextTrailing())
        }
    }
}
