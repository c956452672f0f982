import OutboardCore
import Testing

@Suite struct WireRoundTripTests {
    @Test(arguments: WireCase.all)
    func `every value survives, takes the bytes it announces and no others`(_ type: WireCase) throws {
        try type.checkRoundTrips()
    }

    @Test func `lays values out as documented`() {
        func bytes(_ value: some WireValue) -> [UInt8] { WireBytes.encode(value).bytes }
        #expect(bytes(UInt16(0x0102)) == [2, 1])
        #expect(bytes(Int(-2)) == [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
        #expect(bytes(UInt(1)).count == 8)
        #expect(bytes(true) == [1] && bytes(false) == [0])
        #expect(bytes(Float(1)) == [0, 0, 0x80, 0x3f])
        #expect(bytes(1.0) == [0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
        #expect(bytes("aé") == [3, 0, 0, 0, 0x61, 0xc3, 0xa9])
        #expect(bytes([UInt8(7), 8]) == [2, 0, 0, 0, 7, 8])
        #expect(bytes([UInt16(7), 8]) == [2, 0, 0, 0, 7, 0, 8, 0])
        #expect(bytes(UInt8?.none) == [0] && bytes(UInt8?.some(9)) == [1, 9])
        #expect(bytes([UInt8(1): true]) == [1, 0, 0, 0, 1, 1])
        let duration = Duration.seconds(-1) - .nanoseconds(1)
        #expect(bytes(duration) == bytes(Int64(-1_000_000_001_000_000_000)) + [UInt8](repeating: 0xff, count: 8))
        #expect(bytes(NoConfiguration()) == [0, 0, 0, 0])
        #expect(bytes(Shape.label("x", 9)) == [8, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0x78, 9])
    }

    @Test func `keeps the bits of numbers that are none`() throws {
        let doubles: [UInt64] = [
            0x7ff8_0000_0000_0000, 0xfff8_0000_0000_0000, 0x7ff0_0000_0000_0001, 0x7ff4_dead_beef_0001, .max,
        ]
        for bits in doubles {
            let (value, _) = try WireBytes.decode(WireBytes.encode(bits).bytes, as: Double.self)
            #expect(value.bitPattern == bits)
            #expect(WireBytes.encode(value).bytes == WireBytes.encode(bits).bytes)
        }
        let floats: [UInt32] = [0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, .max]
        for bits in floats {
            let (value, _) = try WireBytes.decode(WireBytes.encode([bits]).bytes, as: [Float].self)
            #expect(value.map(\.bitPattern) == [bits])
            #expect(WireBytes.encode(value).bytes == WireBytes.encode([bits]).bytes)
        }
    }

    @Test func `carries texts and bytes of a mebibyte`() throws {
        let text = String(repeating: "0123456789abcdé🦊", count: 1 << 20 / 20)
        #expect(try WireBytes.decode(WireBytes.encode(text).bytes, as: String.self).value == text)
        let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let encoded = WireBytes.encode(bytes)
        #expect(encoded.isExact && encoded.isContained && encoded.bytes.count == 1 << 20 + 4)
        #expect(try WireBytes.decode(encoded.bytes, as: [UInt8].self).value == bytes)
        let numbers = Array(0..<1 << 17)
        #expect(try WireBytes.decode(WireBytes.encode(numbers).bytes, as: [Int].self).value == numbers)
    }

    @Test func `encodes texts that are parts of others`() throws {
        let text = "fox 🦊 and a long tail that does not fit into a small string, mañana"
        var start = text.startIndex
        while start < text.endIndex {
            let part = String(text[start...])
            let encoded = WireBytes.encode(part)
            #expect(encoded.isExact && encoded.isContained)
            #expect(Array(encoded.bytes.dropFirst(4)) == Array(part.utf8))
            #expect(try WireBytes.decode(encoded.bytes, as: String.self).value == part)
            start = text.index(after: start)
        }
        for part in text.split(separator: " ") {
            #expect(try WireBytes.decode(WireBytes.encode(String(part)).bytes, as: String.self).value == part)
        }
    }

    @Test func `keeps the scalars of a text, not only its characters`() throws {
        // Equal as strings, different as bytes.
        for text in ["\u{e9}", "e\u{301}", "\u{1e69}", "s\u{323}\u{307}", "s\u{307}\u{323}"] {
            let (value, _) = try WireBytes.decode(WireBytes.encode(text).bytes, as: String.self)
            #expect(Array(value.utf8) == Array(text.utf8))
        }
    }
}
