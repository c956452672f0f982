import OutboardCore

/// One type in three ages: the later ones have optional fields more.
enum Evolving {
    struct First: WireValue, Hashable {
        var id: UInt16
        var note: String?

        static func describe(in schema: inout WireSchema) -> WireType {
            schema.structure(Self.self, named: "Evolving") { fields in
                fields.field("id", UInt16.self)
                fields.field("note", String?.self)
            }
        }
        var wireByteCount: Int { WireWriter.compositeByteCount(2 + note.wireByteCount) }
        func encode(into writer: inout WireWriter) {
            writer.composite { writer in
                id.encode(into: &writer)
                note.encode(into: &writer)
            }
        }
        init(id: UInt16, note: String?) {
            self.id = id
            self.note = note
        }
        init(from reader: inout WireReader) throws(WireError) {
            self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
                Self(id: try reader.next(), note: try reader.nextTrailing())
            }
        }
    }

    struct Third: WireValue, Hashable {
        var id: UInt16
        var note: String?
        var weight: Double?
        var parts: [Third]?

        static func describe(in schema: inout WireSchema) -> WireType {
            schema.structure(Self.self, named: "Evolving") { fields in
                fields.field("id", UInt16.self)
                fields.field("note", String?.self)
                fields.field("weight", Double?.self)
                fields.field("parts", [Third]?.self)
            }
        }
        var wireByteCount: Int {
            WireWriter.compositeByteCount(
                2 + note.wireByteCount + weight.wireByteCount + parts.wireByteCount)
        }
        func encode(into writer: inout WireWriter) {
            writer.composite { writer in
                id.encode(into: &writer)
                note.encode(into: &writer)
                weight.encode(into: &writer)
                parts.encode(into: &writer)
            }
        }
        init(id: UInt16, note: String?, weight: Double? = nil, parts: [Third]? = nil) {
            self.id = id
            self.note = note
            self.weight = weight
            self.parts = parts
        }
        init(from reader: inout WireReader) throws(WireError) {
            self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
                Self(
                    id: try reader.next(), note: try reader.nextTrailing(), weight: try reader.nextTrailing(),
                    parts: try reader.nextTrailing())
            }
        }
    }
}
