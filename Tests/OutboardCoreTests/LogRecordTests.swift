import Testing

@testable import OutboardCore

/// Log records as they travel, and bytes that are none.
@Suite struct LogRecordTests {
    private static let sample: LogRecord = {
        var record = LogRecord(
            level: 3, time: 1_800_000_000_123_456_789, label: "resizer", source: "Images", file: "Images/Resize.swift",
            function: "resize(_:)", line: 42, message: "took too long: 7 ✓",
            metadata: [
                "path": .string("/tmp/ü"), "sizes": .array([.string("1"), .array([]), .dictionary([:])]),
                "nested": .dictionary(["a": .dictionary(["b": .string("")])]),
            ])
        record.missing = 5
        return record
    }()

    @Test func `a record is what it was after the journey`() throws {
        #expect(try LogRecord(wireBytes: Self.sample.wireBytes) == Self.sample)
    }

    @Test func `each beginning of a record is refused`() {
        let bytes = Self.sample.wireBytes
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) { try LogRecord(wireBytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: WireError.self) { try LogRecord(wireBytes: bytes + [0]) }
    }

    @Test func `a level that there is not is refused`() throws {
        var bytes = Self.sample.wireBytes
        for level in UInt8.min...UInt8.max {
            bytes[4] = level
            if level <= 6 {
                #expect(try LogRecord(wireBytes: bytes).level == level)
            } else {
                #expect(throws: WireError.self) { try LogRecord(wireBytes: bytes) }
            }
        }
    }

    @Test func `text that is not UTF-8 is refused`() {
        var bytes = Self.sample.wireBytes
        // The first byte of the label.
        bytes[4 + 9 + 4] = 0xff
        #expect(throws: WireError.self) { try LogRecord(wireBytes: bytes) }
    }

    @Test func `names in metadata are bounded and come once`() throws {
        func bytes(_ names: [String]) -> [UInt8] {
            var record = Self.sample
            record.metadata = [:]
            var bytes = Array(record.wireBytes.dropLast(8))
            bytes += UInt32(names.count).wireBytes
            for name in names { bytes += name.wireBytes + LogValue.string("x").wireBytes }
            bytes += UInt32(0).wireBytes
            return UInt32(bytes.count - 4).wireBytes + bytes.dropFirst(4)
        }
        #expect(try LogRecord(wireBytes: bytes(["a", "b"])).metadata.count == 2)
        #expect(try LogRecord(wireBytes: bytes([String(repeating: "x", count: 256)])).metadata.count == 1)
        #expect(throws: WireError.self) { try LogRecord(wireBytes: bytes([String(repeating: "x", count: 257)])) }
        #expect(throws: WireError.self) { try LogRecord(wireBytes: bytes(["a", "a"])) }
    }

    @Test func `metadata that is nested without end is refused`() {
        func nested(_ depth: Int) -> LogValue {
            (0..<depth).reduce(.string("x")) { value, _ in .array([value]) }
        }
        func bytes(_ depth: Int) -> [UInt8] {
            // By hand: a writer does not nest as deep.
            var value: [UInt8] = LogValue.string("x").wireBytes
            for _ in 0..<depth { value = UInt32(value.count + 6).wireBytes + [1, 0] + UInt32(1).wireBytes + value }
            var record = Self.sample
            record.metadata = [:]
            var bytes = Array(record.wireBytes.dropLast(8))
            bytes += UInt32(1).wireBytes + "k".wireBytes + value + UInt32(0).wireBytes
            return UInt32(bytes.count - 4).wireBytes + bytes.dropFirst(4)
        }
        #expect((try? LogRecord(wireBytes: bytes(16)))?.metadata == ["k": nested(16)])
        #expect(throws: WireError.self) { try LogRecord(wireBytes: bytes(64)) }
        #expect(throws: WireError.self) { try LogRecord(wireBytes: bytes(20_000)) }
    }

    @Test func `any bytes are a record or an error`() {
        var generator = SeededGenerator(seed: 7)
        let bytes = Self.sample.wireBytes
        var decoded = 0
        for round in 0..<20_000 {
            var changed = bytes
            for _ in 0...(round % 4) {
                changed[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            if (try? LogRecord(wireBytes: changed)) != nil { decoded += 1 }
            if round % 4 == 0 { _ = try? LogRecord(wireBytes: generator.bytes(round % 200)) }
        }
        #expect(decoded > 100 && decoded < 19_900)
    }

    @Test func `a record that is too large loses the end of its message first`() throws {
        var record = Self.sample
        record.message = String(repeating: "ü", count: 1000)
        let whole = record.wireByteCount
        record.fit(into: whole)
        #expect(record.message.utf8.count == 2000)
        record.missing = 0
        record.fit(into: whole - 501)
        #expect(record.wireByteCount <= whole - 501 && record.message.utf8.count == 1498)
        #expect(record.message.allSatisfy { $0 == "ü" } && record.missing == 502)
        #expect(record.metadata == Self.sample.metadata)
        record.fit(into: 120)
        #expect(record.message.isEmpty && record.metadata.isEmpty && record.wireByteCount <= 120)
        #expect(record.missing > 1498)
    }

    @Test func `a text is cut between two scalars`() {
        let text = "aü✓𝄞z"
        let cuts = (0...text.utf8.count).map { LogRecord.prefix(of: text, byteCount: $0) }
        #expect(
            cuts == ["", "a", "a", "aü", "aü", "aü", "aü✓", "aü✓", "aü✓", "aü✓", "aü✓𝄞", "aü✓𝄞z"])
    }
}
