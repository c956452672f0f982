import OutboardCore
import Testing

@Suite struct WireWriterTests {
    /// Announces another size than it takes.
    struct Liar: WireValue, Hashable {
        var announced: Int
        var written: Int

        static func describe(in schema: inout WireSchema) -> WireType { .bytes }
        var wireByteCount: Int { announced }
        func encode(into writer: inout WireWriter) {
            for index in 0..<written { writer.append(UInt8(truncatingIfNeeded: index)) }
        }
        init(announced: Int, written: Int) {
            self.announced = announced
            self.written = written
        }
        init(from reader: inout WireReader) throws(WireError) { throw .truncated }
    }

    @Test func `a value that writes more or less than announced is noticed, and writes nothing outside`() {
        for announced in 0..<40 {
            for written in 0..<80 {
                let encoded = WireBytes.encode(Liar(announced: announced, written: written))
                #expect(encoded.isContained)
                #expect(encoded.isExact == (announced == written))
            }
        }
    }

    @Test(arguments: WireCase.all)
    func `a value in too little space is noticed, and writes nothing outside`(_ type: WireCase) {
        for encoding in type.encodings {
            for byteCount in 0..<min(encoding.count, 200) {
                let encoded = type.encodeInto(encoding, byteCount)
                #expect(encoded?.isContained == true)
                #expect(encoded?.isExact == false)
            }
            #expect(type.encodeInto(encoding, encoding.count + 1)?.isExact == false)
        }
    }

    @Test func `each integer that does not fit is dropped whole`() {
        for space in 0..<8 {
            let encoded = WireBytes.encode(byteCount: space) { $0.append(UInt64.max) }
            #expect(encoded.isContained && !encoded.isExact)
            #expect(encoded.bytes.allSatisfy { $0 == 0xa5 })
        }
    }

    @Test func `bytes that do not fit are dropped whole`() {
        let source = [UInt8](repeating: 1, count: 100)
        for space in 0..<100 {
            let encoded = WireBytes.encode(byteCount: space) { writer in
                source.withUnsafeBytes { writer.append(contentsOf: $0) }
            }
            #expect(encoded.isContained && !encoded.isExact)
            #expect(encoded.bytes.allSatisfy { $0 == 0xa5 })
        }
    }

    @Test func `once something did not fit, a full buffer is not exact either`() {
        let encoded = WireBytes.encode(byteCount: 4) { writer in
            writer.append(UInt64(1))
            writer.append(UInt32(2))
        }
        #expect(encoded.isContained && !encoded.isExact)
        let reversed = WireBytes.encode(byteCount: 4) { writer in
            writer.append(UInt32(2))
            writer.append(UInt64(1))
        }
        #expect(reversed.isContained && !reversed.isExact)
    }

    @Test func `a composite whose count or contents do not fit stays inside`() {
        for space in 0..<40 {
            let encoded = WireBytes.encode(byteCount: space) { writer in
                writer.composite { writer in
                    writer.append(UInt16(1))
                    writer.composite { $0.append(UInt64(2)) }
                    for _ in 0..<4 { writer.append(UInt32(3)) }
                }
            }
            #expect(encoded.isContained)
            #expect(encoded.isExact == (space == 4 + 2 + 4 + 8 + 16))
        }
    }

    @Test func `a composite after an overflow writes nothing more`() {
        let encoded = WireBytes.encode(byteCount: 12) { writer in
            writer.append(count: 1 << 40)
            writer.composite { $0.append(UInt32(7)) }
        }
        #expect(encoded.isContained && !encoded.isExact)
    }

    @Test func `a count beyond 32 bits cannot be encoded`() {
        for count in [1 << 32, Int.max, -1] {
            let encoded = WireBytes.encode(byteCount: 4) { $0.append(count: count) }
            #expect(!encoded.isExact || count < 0)
            #expect(encoded.isContained)
        }
        #expect(WireBytes.encode(byteCount: 4) { $0.append(count: Int(UInt32.max)) }.isExact)
    }

    @Test func `nothing in no space is exact`() {
        #expect(WireBytes.encode(byteCount: 0) { _ in }.isExact)
        let empty = WireBytes.encode(byteCount: 0) {
            $0.append(contentsOf: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        #expect(empty.isExact && empty.isContained)
    }

    @Test func `what is nested too deep to be read is not written`() {
        // Otherwise a method that returns it would look like a hostile plugin.
        let unreadable = (0..<80).filter { depth in
            let encoded = WireBytes.encode(Shape.nested(depth))
            #expect(encoded.isContained && (encoded.isExact || depth > 31))
            return encoded.isExact && WireBytes.error(encoded.bytes, as: Shape.self) != nil
        }
        #expect(unreadable == [])
    }
}
