import OutboardCore

/// The struct of the page's examples.
struct Point: WireValue, Equatable {
    var x: Int32
    var y: Int32?

    static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "Point") { fields in
            fields.field("x", Int32.self)
            fields.field("y", Int32?.self)
        }
    }
    var wireByteCount: Int { WireWriter.compositeByteCount(x.wireByteCount &+ y.wireByteCount) }
    func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            x.encode(into: &writer)
            y.encode(into: &writer)
        }
    }
    init(x: Int32, y: Int32?) {
        self.x = x
        self.y = y
    }
    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            Self(x: try reader.next(), y: try reader.nextTrailing())
        }
    }
}

/// The enum of the page's examples.
enum Shape: WireValue, Equatable {
    case none
    case circle(radius: Double)

    static func describe(in schema: inout WireSchema) -> WireType {
        schema.enumeration(Self.self, named: "Shape") { cases in
            cases.add("none")
            cases.add("circle") { $0.field("radius", Double.self) }
        }
    }
    var wireByteCount: Int {
        switch self {
        case .none: WireWriter.compositeByteCount(2)
        case .circle(let radius): WireWriter.compositeByteCount(2 &+ radius.wireByteCount)
        }
    }
    func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            switch self {
            case .none: writer.append(UInt16(0))
            case .circle(let radius):
                writer.append(UInt16(1))
                radius.encode(into: &writer)
            }
        }
    }
    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            switch try reader.next(UInt16.self) {
            case 0: .none
            case 1: .circle(radius: try reader.next())
            case let index: throw WireError.unknownCase(index, of: "Shape")
            }
        }
    }
}
