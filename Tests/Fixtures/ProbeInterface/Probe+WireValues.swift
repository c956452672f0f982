// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

extension ProbeEnd: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.enumeration(Self.self, named: "ProbeEnd") { cases in
            cases.add("signal") { $0.field("_0", Int32.self) }
            cases.add("exit") { $0.field("_0", Int32.self) }
            cases.add("trap")
            cases.add("overflow")
        }
    }

    public var wireByteCount: Int {
        switch self {
        case .signal, .exit: WireWriter.compositeByteCount(6)
        case .trap, .overflow: WireWriter.compositeByteCount(2)
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            switch self {
            case .signal(let number):
                writer.append(UInt16(0))
                number.encode(into: &writer)
            case .exit(let status):
                writer.append(UInt16(1))
                status.encode(into: &writer)
            case .trap: writer.append(UInt16(2))
            case .overflow: writer.append(UInt16(3))
            }
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            switch try reader.next(UInt16.self) {
            case 0: .signal(try reader.next())
            case 1: .exit(try reader.next())
            case 2: .trap
            case 3: .overflow
            case let index: throw WireError.unknownCase(index, of: "ProbeEnd")
            }
        }
    }
}

extension ProbeError: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "ProbeError") { $0.field("reason", String.self) }
    }

    public var wireByteCount: Int { WireWriter.compositeByteCount(reason.wireByteCount) }

    public func encode(into writer: inout WireWriter) {
        writer.composite { reason.encode(into: &$0) }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        self.reason = try reader.composite { (reader: inout WireReader) throws(WireError) in try reader.next() }
    }
}

extension ProbeConfiguration: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "ProbeConfiguration") { fields in
            fields.field("refusal", String?.self)
            fields.field("floodByteCount", Int.self)
            fields.field("delayMilliseconds", Int.self)
            fields.field("exitStatus", Int32?.self)
            fields.field("ballast", [UInt8].self)
        }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(
            refusal.wireByteCount + 16 + exitStatus.wireByteCount + ballast.wireByteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            refusal.encode(into: &writer)
            floodByteCount.encode(into: &writer)
            delayMilliseconds.encode(into: &writer)
            exitStatus.encode(into: &writer)
            ballast.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            Self(
                refusal: try reader.next(), floodByteCount: try reader.next(), delayMilliseconds: try reader.next(),
                exitStatus: try reader.next(), ballast: try reader.next())
        }
    }
}
