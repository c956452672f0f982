import Testing

@testable import OutboardCore

@Suite struct InterfaceSignatureTests {
    private struct Failure: Error, WireValue {
        static func describe(in schema: inout WireSchema) -> WireType {
            schema.structure(Self.self, named: "Failure") { _ in }
        }
        var wireByteCount: Int { WireWriter.compositeByteCount(0) }
        func encode(into writer: inout WireWriter) { writer.composite { _ in } }
        init() {}
        init(from reader: inout WireReader) throws(WireError) {
            try reader.composite { (_: inout WireReader) throws(WireError) in }
        }
    }

    private let descriptor = InterfaceDescriptor(
        "Zoo", version: "2.7",
        methods: [
            MethodDescriptor(
                "visit(_:by:)", [ParameterDescriptor("_", Person.self), ParameterDescriptor("by", Int.self)]),
            MethodDescriptor("draw()", returns: [String: Shape?].self),
            MethodDescriptor("later()", returns: [UInt8].self, isAsync: true),
        ], errors: [Failure.self])

    @Test func `describes methods as Swift declares them`() {
        let signature = descriptor.signature
        #expect(signature.name == "Zoo" && signature.version == InterfaceVersion(2, 7))
        #expect(
            signature.methods.map { signature.describe($0) } == [
                "visit(_: Person, by: Int64) -> Void", "draw() -> [String: Shape?]", "later() -> [UInt8]",
            ])
        #expect(signature.errors == [.named("Failure")])
        #expect(Set(signature.definitions.keys) == ["Person", "Shape", "Failure"])
        #expect(
            signature.definitions["Shape"]?.description
                == "{none | circle(radius: Double) | label(_0: String, _1: UInt8) | group(_0: [Shape])}")
        #expect(
            signature.definitions["Person"]?.description
                == "{id: UInt32, name: String, tags: [String], scores: [String: Double], nickname: String?, age: Int64?}"
        )
    }

    @Test func `survives the handshake`() throws {
        let signature = descriptor.signature
        let encoded = WireBytes.encode(signature)
        #expect(encoded.isExact && encoded.isContained)
        let (read, left) = try WireBytes.decode(encoded.bytes, as: InterfaceSignature.self)
        #expect(read == signature && left == 0)
    }

    @Test func `an encoding that ends early is an error, turned bits and noise are a value or an error`() {
        let encoding = WireBytes.encode(descriptor.signature).bytes
        for count in 0..<encoding.count {
            #expect(WireBytes.error(Array(encoding.prefix(count)), as: InterfaceSignature.self) != nil)
        }
        for bit in 0..<encoding.count * 8 {
            var bytes = encoding
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let (read, _) = try? WireBytes.decode(bytes, as: InterfaceSignature.self) else { continue }
            _ = read.disagreement(withPlugin: descriptor.signature)
            _ = descriptor.signature.disagreement(withPlugin: read)
        }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<100_000 {
            _ = WireBytes.error(generator.bytes(Int(generator.next() % 64)), as: InterfaceSignature.self)
        }
    }

    @Test func `carries every type of a layout`() throws {
        let leaves: [WireType] = [
            .bool, .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64, .float, .double, .string, .bytes,
            .duration, .named("X"), .named(""), .void, .oneWay,
        ]
        for leaf in leaves {
            for type in [leaf, .optional(leaf), .array(leaf), .dictionary(leaf, .array(.optional(leaf)))] {
                let encoded = WireBytes.encode(type)
                #expect(encoded.isExact)
                #expect(try WireBytes.decode(encoded.bytes, as: WireType.self).value == type)
            }
        }
        for tag in UInt8.min...UInt8.max where !(1...21).contains(tag) {
            #expect(WireBytes.error([tag, 0, 0, 0, 0], as: WireType.self)?.code == .unknownCase)
        }
    }

    @Test func `types nested too deep are an error`() {
        for (tag, name) in [(UInt8(15), "optional"), (16, "array"), (17, "dictionary")] {
            let bomb = [UInt8](repeating: tag, count: 100_000)
            #expect(WireBytes.error(bomb, as: WireType.self)?.code == .tooDeep, "\(name)")
        }
    }

    @Test(arguments: [
        "", ".", "1.", ".1", "1.2.3", "a", "1.b", "-1", "65536", "1.65536", " 1", "1 ", "1..2", "+1", "1.+2",
    ])
    func `a version is one or two plain numbers`(_ text: String) {
        #expect(InterfaceVersion(text) == nil)
    }

    @Test func `reads and orders versions`() {
        #expect(InterfaceVersion("3") == InterfaceVersion(3, 0))
        #expect(InterfaceVersion("1.2") == InterfaceVersion(1, 2))
        #expect(InterfaceVersion("65535.65535") == InterfaceVersion(65535, 65535))
        #expect(InterfaceVersion(1, 9) < InterfaceVersion(1, 10))
        #expect(InterfaceVersion(1, 10) < InterfaceVersion(2, 0))
        #expect("\(InterfaceVersion(1, 10))" == "1.10")
    }
}
