import Testing

@testable import OutboardCore

@Suite struct ConfigurationEnvelopeTests {
    private func sent(_ envelope: ConfigurationEnvelope) throws -> ConfigurationEnvelope {
        try ConfigurationEnvelope(wireBytes: WireBytes.encode(envelope).bytes)
    }

    private func check<T: WireValue & Equatable>(_ value: T) throws {
        #expect(try sent(ConfigurationEnvelope(value)).open(as: T.self) == value)
    }

    @Test func `hands over every kind of configuration`() throws {
        try check(NoConfiguration())
        try check(7)
        try check("text")
        try check([UInt8](repeating: 1, count: 100_000))
        try check(Person(id: 1, name: "n", tags: [], scores: [:], nickname: nil, age: 1))
        try check(Shape.group([.none]))
        try check(["a": [Shape.none]])
        try check(Int?.none)
    }

    @Test func `hands it over between ages of a type`() throws {
        let new = Evolving.Third(id: 1, note: "x", weight: 2)
        #expect(try sent(ConfigurationEnvelope(new)).open(as: Evolving.First.self) == Evolving.First(id: 1, note: "x"))
        let old = Evolving.First(id: 2, note: nil)
        #expect(try sent(ConfigurationEnvelope(old)).open(as: Evolving.Third.self) == Evolving.Third(id: 2, note: nil))
    }

    @Test func `shows both layouts when they differ`() throws {
        let error = #expect(throws: HandshakeError.self) {
            _ = try sent(ConfigurationEnvelope(Shape.none)).open(as: Evolving.First.self)
        }
        #expect(error?.description.contains("the host gives `Shape {none | circle") == true)
        #expect(error?.description.contains("the plugin expects `Evolving {id: UInt16, note: String?}`") == true)
        let scalar = #expect(throws: HandshakeError.self) {
            _ = try sent(ConfigurationEnvelope(1)).open(as: String.self)
        }
        #expect(scalar?.description.contains("`Int64`") == true && scalar?.description.contains("`String`") == true)
        #expect(throws: HandshakeError.self) { _ = try sent(ConfigurationEnvelope(1)).open(as: NoConfiguration.self) }
        #expect(throws: HandshakeError.self) { _ = try sent(ConfigurationEnvelope(Int?.none)).open(as: Int.self) }
    }

    @Test func `a value that does not decode is an error`() throws {
        var envelope = ConfigurationEnvelope("text")
        for bytes in [[], [1], [4, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0, 9]] as [[UInt8]] {
            envelope.bytes = bytes
            let error = #expect(throws: HandshakeError.self) { _ = try sent(envelope).open(as: String.self) }
            #expect(error?.description.contains("does not decode") == true)
        }
    }

    @Test func `bytes that end early, turned bits and noise are a value or an error`() throws {
        let encoding = WireBytes.encode(
            ConfigurationEnvelope(Person(id: 1, name: "n", tags: ["t"], scores: ["s": 1], nickname: "k", age: 1))
        ).bytes
        for count in 0..<encoding.count {
            #expect(throws: WireError.self) { try ConfigurationEnvelope(wireBytes: Array(encoding.prefix(count))) }
        }
        for bit in 0..<encoding.count * 8 {
            var bytes = encoding
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let envelope = try? ConfigurationEnvelope(wireBytes: bytes) else { continue }
            _ = try? envelope.open(as: Person.self)
            _ = try? envelope.open(as: Shape.self)
        }
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<100_000 {
            guard let envelope = try? ConfigurationEnvelope(wireBytes: generator.bytes(Int(generator.next() % 40)))
            else {
                continue
            }
            _ = try? envelope.open(as: [UInt8].self)
        }
    }
}
