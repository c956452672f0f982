import OutboardCore
import Testing

/// The bytes on the page are those that Swift writes and reads.
@Suite struct WirePageTests {
    private let tables = PageTable.all(in: ContractFiles.page)

    private func rows(_ first: String, _ second: String) throws -> [[String]] {
        try #require(tables.first { $0.columns.starts(with: [first, second]) }).rows
    }

    private func bytes(_ hexadecimal: String) throws -> [UInt8] {
        try hexadecimal.split(separator: " ").map { try #require(UInt8($0, radix: 16)) }
    }

    @Test func `each type has its tag`() throws {
        let types: [String: WireType] = [
            "Bool": .bool, "UInt8": .uint8, "UInt16": .uint16, "UInt32": .uint32, "UInt64": .uint64, "Int8": .int8,
            "Int16": .int16, "Int32": .int32, "Int64": .int64, "Float": .float, "Double": .double, "String": .string,
            "[UInt8]": .bytes, "Duration": .duration, "T?": .optional(.bool), "[T]": .array(.bool),
            "[K: V]": .dictionary(.bool, .bool), "struct, enum": .named("Name"), "Void": .void,
            "one-way": .oneWay, "SharedBytes": .sharedBytes,
        ]
        let rows = try rows("tag", "type")
        #expect(Set(rows.map { $0[1] }) == Set(types.keys))
        for row in rows {
            #expect(types[row[1]]?.wireBytes.first == UInt8(row[0]), "\(row[1])")
        }
        #expect(WireType.optional(.array(.string)).wireBytes == [0x0f, 0x10, 0x0c])
        let isThere = ContractFiles.page.contains("`[String]?` is 0f 10 0c.")
        #expect(isThere)
    }

    @Test func `each value has its bytes`() throws {
        let values: [String: [UInt8]] = [
            "Int32 -2": Int32(-2).wireBytes, "Bool true": true.wireBytes, "Double 1.5": 1.5.wireBytes,
            "String \"Añ\"": "Añ".wireBytes, "[UInt8] 1, 2, 3": ([1, 2, 3] as [UInt8]).wireBytes,
            "[Int16] 1, -1": ([1, -1] as [Int16]).wireBytes, "UInt16? absent": UInt16?.none.wireBytes,
            "UInt16? 7": UInt16?.some(7).wireBytes, "[String: Bool] a: true": ["a": true].wireBytes,
            "Duration -1.5 s": Duration.milliseconds(-1500).wireBytes, "Point 1, absent": Point(x: 1, y: nil).wireBytes,
            "Point 1, 2": Point(x: 1, y: 2).wireBytes, "Shape none": Shape.none.wireBytes,
            "Shape circle 1.5": Shape.circle(radius: 1.5).wireBytes,
        ]
        let old = "Point 1, of a writer that has no y"
        let rows = try rows("value", "bytes")
        #expect(Set(rows.map { $0[0] }) == Set(values.keys).union([old]))
        for row in rows {
            let written = try bytes(row[1])
            if row[0] == old {
                #expect(try Point(wireBytes: written) == Point(x: 1, y: nil))
            } else {
                #expect(values[row[0]] == written, "\(row[0])")
            }
        }
    }

    @Test func `the welcome of the program on the page is what Swift would send`() throws {
        let interface = InterfaceDescriptor(
            "Greeter", version: "1.0",
            methods: [
                MethodDescriptor("greet(name:)", [ParameterDescriptor("name", String.self)], returns: String.self)
            ])
        let welcome = Welcome(name: "Greeter", interfaces: [interface.signature])
        // It ends before its capabilities, because it has none.
        #expect(try rows("welcome", "part").flatMap { try bytes($0[0]) } + [0, 0, 0, 0] == welcome.wireBytes)
    }

    @Test func `the envelope of no configuration is what Swift sends`() throws {
        let envelope = ConfigurationEnvelope(NoConfiguration())
        #expect(try rows("envelope", "part").flatMap { try bytes($0[0]) } == envelope.wireBytes)
    }
}
