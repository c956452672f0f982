import OutboardCore

/// A struct with fields of all sorts, optional ones at the end.
struct Person: WireValue, Hashable {
    var id: UInt32
    var name: String
    var tags: [String]
    var scores: [String: Double]
    var nickname: String?
    var age: Int?

    static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "Person") { fields in
            fields.field("id", UInt32.self)
            fields.field("name", String.self)
            fields.field("tags", [String].self)
            fields.field("scores", [String: Double].self)
            fields.field("nickname", String?.self)
            fields.field("age", Int?.self)
        }
    }

    var wireByteCount: Int {
        WireWriter.compositeByteCount(
            id.wireByteCount &+ name.wireByteCount &+ tags.wireByteCount &+ scores.wireByteCount
                &+ nickname.wireByteCount &+ age.wireByteCount)
    }

    func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            id.encode(into: &writer)
            name.encode(into: &writer)
            tags.encode(into: &writer)
            scores.encode(into: &writer)
            nickname.encode(into: &writer)
            age.encode(into: &writer)
        }
    }

    init(id: UInt32, name: String, tags: [String], scores: [String: Double], nickname: String?, age: Int?) {
        self.id = id
        self.name = name
        self.tags = tags
        self.scores = scores
        self.nickname = nickname
        self.age = age
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            Self(
                id: try reader.next(), name: try reader.next(), tags: try reader.next(), scores: try reader.next(),
                nickname: try reader.nextTrailing(), age: try reader.nextTrailing())
        }
    }
}

/// An enum that contains itself.
enum Shape: WireValue, Hashable {
    case none
    case circle(radius: Double)
    case label(String, UInt8)
    case group([Shape])

    static func describe(in schema: inout WireSchema) -> WireType {
        schema.enumeration(Self.self, named: "Shape") { cases in
            cases.add("none")
            cases.add("circle") { $0.field("radius", Double.self) }
            cases.add("label") { fields in
                fields.field("_0", String.self)
                fields.field("_1", UInt8.self)
            }
            cases.add("group") { $0.field("_0", [Shape].self) }
        }
    }

    var wireByteCount: Int {
        switch self {
        case .none: WireWriter.compositeByteCount(2)
        case .circle(let radius): WireWriter.compositeByteCount(2 &+ radius.wireByteCount)
        case .label(let text, let size): WireWriter.compositeByteCount(2 &+ text.wireByteCount &+ size.wireByteCount)
        case .group(let shapes): WireWriter.compositeByteCount(2 &+ shapes.wireByteCount)
        }
    }

    func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            switch self {
            case .none: writer.append(UInt16(0))
            case .circle(let radius):
                writer.append(UInt16(1))
                radius.encode(into: &writer)
            case .label(let text, let size):
                writer.append(UInt16(2))
                text.encode(into: &writer)
                size.encode(into: &writer)
            case .group(let shapes):
                writer.append(UInt16(3))
                shapes.encode(into: &writer)
            }
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            switch try reader.next(UInt16.self) {
            case 0: .none
            case 1: .circle(radius: try reader.next())
            case 2: .label(try reader.next(), try reader.next())
            case 3: .group(try reader.next())
            case let index: throw .unknownCase(index, of: "Shape")
            }
        }
    }

    /// Groups in groups.
    static func nested(_ depth: Int) -> Shape {
        (0..<depth).reduce(.none) { inner, _ in .group([inner]) }
    }
}
