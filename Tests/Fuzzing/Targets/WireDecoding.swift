@testable import OutboardCore

/// Decodes bytes as one type of many.
///
/// What decodes has to encode again, to as many bytes as it says, and to decode.
enum WireDecoding {
    private static let checks: [@Sendable ([UInt8]) -> Void] = [
        check(Bool.self), check(UInt8.self), check(Int64.self), check(Double.self), check(Duration.self),
        check(String.self), check([UInt8].self), check([Int32].self), check([String].self), check([[[UInt8]]].self),
        check(Int?.self), check(String??.self), check([Bool?].self), check([String: Int].self),
        check([Double: [String: Bool]].self), check([[String]: Float?].self), check([[UInt8: Bool]: UInt8].self),
        check(NoConfiguration.self), check([NoConfiguration].self), check(LogValue.self), check(LogRecord.self),
        check(WireType.self), check(InterfaceSignature.self), check(Welcome.self), check(ConfigurationEnvelope.self),
        check(CallbackRequest.self), check(CallbackOutcome.self),
        check(FuzzedStructure.self), check([FuzzedStructure].self), check([String: FuzzedStructure].self),
    ]

    static func run(_ input: inout FuzzInput) -> Int {
        let check = checks[input.below(checks.count)]
        check(input.rest())
        return 1
    }

    private static func check<T: WireValue>(_ type: T.Type) -> @Sendable ([UInt8]) -> Void {
        { bytes in
            guard let value = try? T(wireBytes: bytes) else { return }
            let encoding = value.wireBytes
            require(encoding.count == value.wireByteCount, "\(T.self) writes what it announces")
            guard let again = try? T(wireBytes: encoding) else { fatalError("\(T.self) does not decode again") }
            require(again.wireByteCount == encoding.count, "\(T.self) is the same again")
        }
    }
}

/// A struct with a part of its own type, and optional fields at its end.
struct FuzzedStructure: WireValue {
    var name: String
    var parts: [FuzzedStructure]
    var scores: [String: Double]
    var note: String?
    var count: Int?

    static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "FuzzedStructure") { fields in
            fields.field("name", String.self)
            fields.field("parts", [FuzzedStructure].self)
            fields.field("scores", [String: Double].self)
            fields.field("note", String?.self)
            fields.field("count", Int?.self)
        }
    }

    var wireByteCount: Int {
        WireWriter.compositeByteCount(
            name.wireByteCount &+ parts.wireByteCount &+ scores.wireByteCount &+ note.wireByteCount
                &+ count.wireByteCount)
    }

    func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            name.encode(into: &writer)
            parts.encode(into: &writer)
            scores.encode(into: &writer)
            note.encode(into: &writer)
            count.encode(into: &writer)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            Self(
                name: try reader.next(), parts: try reader.next(), scores: try reader.next(),
                note: try reader.nextTrailing(), count: try reader.nextTrailing())
        }
    }

    init(name: String, parts: [FuzzedStructure], scores: [String: Double], note: String?, count: Int?) {
        self.name = name
        self.parts = parts
        self.scores = scores
        self.note = note
        self.count = count
    }
}
