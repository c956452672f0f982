import FramesInterface
import OutboardTesting
import Testing

@testable import OutboardCore

/// What a plugin does with bytes that it was lent, inside this process.
@Suite struct BorrowedBytesTests {
    /// A reference to any bytes, as a host without our library might write it.
    private struct Reference: WireValue {
        var number: UInt32
        var offset: UInt64
        var count: UInt64

        static func describe(in schema: inout WireSchema) -> WireType { .sharedBytes }
        var wireByteCount: Int { 20 }
        func encode(into writer: inout WireWriter) {
            writer.append(number)
            writer.append(offset)
            writer.append(count)
        }
        init(number: UInt32, offset: UInt64, count: UInt64) {
            (self.number, self.offset, self.count) = (number, offset, count)
        }
        init(from reader: inout WireReader) throws(WireError) {
            self.init(number: try reader.next(), offset: try reader.next(), count: try reader.next())
        }
    }

    private static func pair() throws -> (InProcessPlugin<FramesDispatcher<Projector>>, FramesClient) {
        let plugin = try InProcessPlugin(serving: FramesDispatcher(Projector()))
        return (plugin, try plugin.client(timeout: Patience.duration))
    }

    private static func filled(_ byteCount: Int, seed: Int = 1) throws -> SharedBuffer {
        let buffer = try SharedBuffer(byteCount: byteCount)
        buffer.withUnsafeMutableBytes { bytes in
            for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: place &* 31 &+ seed) }
        }
        return buffer
    }

    private static func checksum(_ bytes: SharedBytes) -> UInt64 { bytes.withUnsafeBytes { Projector.checksum($0) } }

    @Test func `it reads what was lent, in every kind of call`() async throws {
        let (plugin, frames) = try Self.pair()
        let (one, other) = (try Self.filled(100_000), try Self.filled(333, seed: 7))
        plugin.lend(one)
        plugin.lend(other)
        let sum = Self.checksum(one.bytes)
        #expect(try frames.checksum(of: one.bytes) == sum)
        #expect(try frames.checksum(of: other[3...]) == Self.checksum(other[3...]))
        #expect(try frames.deadline(in: .seconds(60)).checksum(of: one[..<9]) == Self.checksum(one[..<9]))
        #expect(try await frames.checksumLater(of: one.bytes, milliseconds: 2) == sum)
        let scene = Scene(name: "all", frames: [one.bytes, other[0..<0], other.bytes], mask: one[1...1])
        #expect(try frames.checksums(of: scene) == (scene.frames + [one[1...1]]).map { Self.checksum($0) })
        for _ in 0..<200 { try frames.note(other.bytes) }
        #expect(try frames.noted() == 200 &* Self.checksum(other.bytes))
        one.withUnsafeMutableBytes { $0[5] ^= 1 }
        #expect(try frames.checksum(of: one.bytes) == Self.checksum(one.bytes) && Self.checksum(one.bytes) != sum)
    }

    @Test func `many calls on all lanes read the same bytes`() async throws {
        let plugin = try InProcessPlugin(serving: FramesDispatcher(Projector()), lanes: 4)
        let frames = try plugin.client(FramesClient.self, timeout: Patience.duration)
        let buffers = try (0..<20).map { try Self.filled(50 + $0, seed: $0) }
        for buffer in buffers { plugin.lend(buffer) }
        let sums = buffers.map { Self.checksum($0.bytes) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    try await Threads.run {
                        for round in 0..<300 {
                            let index = (task + round) % 20
                            guard try frames.checksum(of: buffers[index].bytes) == sums[index] else { return false }
                        }
                        return true
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func `what is not lent, not yet or not any more, is an error that says so`() async throws {
        let (plugin, frames) = try Self.pair()
        let buffer = try Self.filled(64)
        func expectRefusal(_ call: () throws -> UInt64) {
            let error = #expect(throws: OutboardError.self) { try call() }
            #expect(error?.code == .invalidPayload, "\(error as Any)")
            #expect(error?.message.contains("\(buffer.memory.number) is not lent") == true, "\(error as Any)")
        }
        expectRefusal { try frames.checksum(of: buffer.bytes) }
        plugin.lend(buffer)
        #expect(try frames.checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
        plugin.takeBack(buffer)
        expectRefusal { try frames.checksum(of: buffer.bytes) }
        await #expect(throws: OutboardError.self) { try await frames.checksumLater(of: buffer.bytes, milliseconds: 1) }
        try frames.note(buffer.bytes)
        #expect(try frames.noted() == 0)
        #expect(plugin.oneWayFailures == 1)
        plugin.takeBack(buffer)
        plugin.lend(buffer)
        #expect(try frames.checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
    }

    @Test func `what a plugin keeps stays when it is taken back, and when the host lets go of it`() throws {
        let (plugin, frames) = try Self.pair()
        var buffer: SharedBuffer? = try Self.filled(70_000)
        let sum = Self.checksum(buffer!.bytes)
        plugin.lend(buffer!)
        try frames.keep(buffer!.bytes)
        plugin.takeBack(buffer!)
        buffer = nil
        #expect(try frames.keptChecksum() == sum)
        try frames.letGo()
        #expect(try frames.keptChecksum() == 0)
    }

    @Test(
        arguments: [
            (0, 101), (100, 1), (101, 0), (1, .max), (.max, 1), (.max, .max), (1 << 63, 1 << 63), (50, 51),
        ] as [(UInt64, UInt64)])
    func `bytes outside of a buffer are refused`(offset: UInt64, count: UInt64) throws {
        let (plugin, frames) = try Self.pair()
        let buffer = try Self.filled(100)
        plugin.lend(buffer)
        let reference = Reference(number: buffer.memory.number, offset: offset, count: count)
        let error = #expect(throws: OutboardError.self) {
            try frames.caller.call(MethodCall<FramesClient, UInt64>(0, reference))
        }
        #expect(error?.code == .invalidPayload && error?.message.contains("of a shared buffer of 100") == true)
        #expect(try frames.checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
    }

    @Test func `bytes up to the end are not`() throws {
        let (plugin, frames) = try Self.pair()
        let buffer = try Self.filled(100)
        plugin.lend(buffer)
        for (offset, count) in [(0, 100), (100, 0), (0, 0), (99, 1)] as [(UInt64, UInt64)] {
            let reference = Reference(number: buffer.memory.number, offset: offset, count: count)
            _ = try frames.caller.call(MethodCall<FramesClient, UInt64>(0, reference))
        }
    }

    @Test func `no plugin knows bytes that its caller was lent itself`() throws {
        let (plugin, frames) = try Self.pair()
        defer { plugin.stop() }
        let error = #expect(throws: OutboardError.self) {
            try frames.caller.call(
                MethodCall<FramesClient, UInt64>(0, Reference(number: 0, offset: 0, count: 1)))
        }
        #expect(error?.message.contains("that the caller was lent itself") == true, "\(error as Any)")
    }

    // MARK: Where nothing is lent

    private struct Holder: Error, WireValue {
        static func describe(in schema: inout WireSchema) -> WireType {
            schema.structure(Self.self, named: "Holder") { $0.field("kept", [String: [SharedBytes?]].self) }
        }
        var wireByteCount: Int { 4 }
        func encode(into writer: inout WireWriter) { writer.composite { _ in } }
        init(from reader: inout WireReader) throws(WireError) { throw .truncated }
    }

    @Test func `an interface with lent results or errors is refused by both sides`() throws {
        let argument = [ParameterDescriptor("_", Holder.self)]
        let good = InterfaceDescriptor("I", version: "1.0", methods: [MethodDescriptor("a(_:)", argument)])
        #expect(good.signature.misplacedLoan == nil)
        let bad: [(String, InterfaceDescriptor)] = [
            (
                "the result of b()",
                InterfaceDescriptor(
                    "I", version: "1.0",
                    methods: [MethodDescriptor("a(_:)", argument), MethodDescriptor("b()", returns: SharedBytes.self)])
            ),
            (
                "the result of c()",
                InterfaceDescriptor("I", version: "1.0", methods: [MethodDescriptor("c()", returns: [Holder].self)])
            ),
            (
                "the error Holder",
                InterfaceDescriptor("I", version: "1.0", methods: [], errors: [Holder.self])
            ),
        ]
        for (place, interface) in bad {
            let text = try #require(interface.signature.misplacedLoan)
            #expect(text.hasPrefix(place) && text.contains("return [UInt8]"), "\(text)")
            let error = #expect(throws: OutboardError.self) {
                try interface.choose(among: [interface.signature], of: "it")
            }
            #expect(error?.code == .interfaceMismatch && error?.message == text)
        }
    }
}
