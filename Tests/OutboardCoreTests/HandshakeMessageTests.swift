import COutboard
import OutboardRing
import ProbeInterface
import Testing

@testable import OutboardCore

@Suite struct HandshakeMessageTests {
    private static let geometry = Geometry(lanes: 3, slots: 8, blockBytes: 128, bulkBytes: 4096)!

    @Test func `a control message survives, and is refused when its length is not that of the packet`() {
        for payload in [[], [1], [UInt8](repeating: 7, count: ControlMessage.maximumPayload)] {
            let message = ControlMessage(kind: .welcome, payload: payload)
            let packet = message.packet
            #expect(packet.count <= Int(OUTBOARD_CONTROL_BYTES_MAX))
            let read = ControlMessage(packet: packet)
            #expect(read?.kind == .welcome && read?.payload == payload)
            #expect(ControlMessage(packet: packet + [0]) == nil)
            for count in 0..<min(packet.count, 40) {
                #expect(ControlMessage(packet: Array(packet.prefix(count))) == nil)
            }
        }
        for length: UInt32 in [.max, 0x7fff_ffff, 0xffff_fff8, 1] {
            let packet = WireBytes.encode(UInt32(1)).bytes + WireBytes.encode(length).bytes
            #expect(ControlMessage(packet: packet) == nil)
        }
    }

    @Test func `random packets are a message or nothing`() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<100_000 {
            var packet = generator.bytes(Int(generator.next() % 120))
            if packet.count >= 8, generator.next() % 2 == 0 {
                packet.replaceSubrange(4..<8, with: WireBytes.encode(UInt32(packet.count - 8)).bytes)
                packet.replaceSubrange(0..<4, with: WireBytes.encode(UInt32(generator.next() % 7)).bytes)
            }
            guard let message = ControlMessage(packet: packet) else { continue }
            _ = try? Hello(message)
            _ = AttachmentMessage.read(message)
            _ = try? Welcome(wireBytes: message.payload)
            _ = try? ConfigurationEnvelope(wireBytes: message.payload)
        }
    }

    @Test func `a hello survives, with its configuration in it or beside it`() throws {
        for (count, isAttached) in [
            (0, false), (100, false), (ControlMessage.maximumPayload - 64, false), (65_536, true),
        ] {
            let configuration = [UInt8](repeating: 5, count: count)
            let hello = Hello(geometry: Self.geometry, policy: .park, generation: 9, configuration: configuration)
            #expect(hello.message.packet.count <= Int(OUTBOARD_CONTROL_BYTES_MAX))
            let read = try Hello(hello.message)
            #expect(read.geometry == Self.geometry && read.policy == .park && read.generation == 9)
            #expect(read.spinNanoseconds == hello.spinNanoseconds)
            #expect(read.isConfigurationAttached == isAttached)
            #expect(read.configurationByteCount == count)
            #expect(read.configuration == (isAttached ? [] : configuration))
        }
    }

    @Test func `a hello that is cut, lies or is another message is refused`() throws {
        let hello = Hello(geometry: Self.geometry, policy: .spin, generation: 1, configuration: [1, 2, 3]).message
        for count in 0..<hello.payload.count {
            let cut = ControlMessage(kind: .hello, payload: Array(hello.payload.prefix(count)))
            #expect(throws: HandshakeError.self, "\(count) bytes") { try Hello(cut) }
        }
        #expect(throws: HandshakeError.self) { try Hello(ControlMessage(kind: .shutdown, payload: hello.payload)) }
        #expect(throws: HandshakeError.self) { try Hello(ControlMessage(kind: .hello, payload: hello.payload + [4])) }
        let words: [(offset: Int, value: UInt32)] = [
            (4, 4), (4, .max),  // policy
            (16, 0), (16, 65), (20, 0), (20, 3), (20, 2048), (24, 63), (24, 1 << 20), (28, 1),  // geometry
            (32, 1), (36, 1),  // bulk bytes
            (48, 0), (48, 4), (52, .max),  // configuration length
        ]
        for (offset, value) in words {
            var payload = hello.payload
            payload.replaceSubrange(offset..<offset + 4, with: WireBytes.encode(value).bytes)
            #expect(throws: HandshakeError.self, "word \(offset) = \(value)") {
                try Hello(ControlMessage(kind: .hello, payload: payload))
            }
        }
    }

    @Test func `a hello of another version says which side to rebuild, however long it is`() throws {
        for (version, side) in [(UInt32(0), "host"), (2, "plugin"), (.max, "plugin")] {
            for count in [4, 5, 64, 1000] {
                let payload = WireBytes.encode(version).bytes + [UInt8](repeating: 0xff, count: count - 4)
                let error = #expect(throws: HandshakeError.self) {
                    try Hello(ControlMessage(kind: .hello, payload: payload))
                }
                #expect(error?.description.contains("rebuild the \(side)") == true)
            }
        }
    }

    @Test func `a welcome survives, and of another version only the version is read`() throws {
        let signature = InterfaceDescriptor(
            "Zoo", version: "1.0", methods: [MethodDescriptor("a()", returns: Shape.self)]
        ).signature
        let welcome = Welcome(name: "zoo", interfaces: [signature, signature])
        let encoded = WireBytes.encode(welcome)
        #expect(encoded.isExact && encoded.isContained)
        #expect(try Welcome(wireBytes: encoded.bytes) == welcome)
        for count in 0..<encoded.bytes.count {
            // Where the capabilities would begin it may end.
            if count == encoded.bytes.count - 4 { continue }
            #expect(throws: WireError.self) { try Welcome(wireBytes: Array(encoded.bytes.prefix(count))) }
        }
        #expect(try Welcome.read(encoded.bytes) == welcome)
        for rest in [[], [1, 2, 3], [UInt8](repeating: 0xff, count: 1000)] {
            let other = try Welcome.read(WireBytes.encode(UInt32(77)).bytes + rest)
            #expect(other.abiVersion == 77 && other.name == "" && other.interfaces == [])
        }
        for count in 0..<4 { #expect(throws: WireError.self) { try Welcome.read([UInt8](repeating: 1, count: count)) } }
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<100_000 {
            let bytes = WireBytes.encode(Welcome.ownABIVersion).bytes + generator.bytes(Int(generator.next() % 60))
            _ = try? Welcome.read(bytes)
        }
    }

    @Test func `an attachment message survives, and is refused when it is malformed`() {
        for purpose in [AttachmentMessage.Purpose.arguments, .result] {
            let sent = AttachmentMessage(lane: 3, callID: .max, purpose: purpose)
            let message = sent.controlMessage(byteCount: 1 << 33)
            let read = AttachmentMessage.read(message)
            #expect(read?.0 == sent && read?.byteCount == 1 << 33)
            for count in 0..<message.payload.count {
                let cut = ControlMessage(kind: .attachment, payload: Array(message.payload.prefix(count)))
                #expect(AttachmentMessage.read(cut) == nil)
            }
            #expect(AttachmentMessage.read(ControlMessage(kind: .attachment, payload: message.payload + [0])) == nil)
            #expect(AttachmentMessage.read(ControlMessage(kind: .hello, payload: message.payload)) == nil)
            for purpose in [0, 3, UInt32.max] {
                var payload = message.payload
                payload.replaceSubrange(8..<12, with: WireBytes.encode(purpose).bytes)
                #expect(AttachmentMessage.read(ControlMessage(kind: .attachment, payload: payload)) == nil)
            }
            var payload = message.payload
            payload[23] = 0x80
            #expect(AttachmentMessage.read(ControlMessage(kind: .attachment, payload: payload)) == nil)
        }
    }

    @Test func `an order about an instance survives, with its configuration in it or beside it`() {
        for (count, isAttached) in [(0, false), (100, false), (ControlMessage.maximumPayload, true)] {
            let order = InstanceOrder(number: 7, configuration: [UInt8](repeating: 5, count: count))
            for kind in [ControlMessage.Kind.open, .close] {
                let message = order.message(kind)
                #expect(message.packet.count <= Int(OUTBOARD_CONTROL_BYTES_MAX))
                let read = InstanceOrder(message)
                #expect(read?.number == 7 && read?.isConfigurationAttached == isAttached)
                #expect(read?.configurationByteCount == count && read?.configuration.count == (isAttached ? 0 : count))
                for length in 0..<16 {
                    let cut = ControlMessage(kind: kind, payload: Array(message.payload.prefix(length)))
                    #expect(InstanceOrder(cut) == nil)
                }
                let longer = ControlMessage(kind: kind, payload: message.payload + [0])
                #expect((InstanceOrder(longer) == nil) == !isAttached)
            }
            #expect(InstanceOrder(ControlMessage(kind: .shutdown, payload: order.message(.open).payload)) == nil)
        }
    }

    @Test func `a welcome may end before its capabilities, or behind them, or go on behind all`() throws {
        let welcome = Welcome(name: "p", interfaces: [], capabilities: .instances)
        let bytes = welcome.wireBytes
        #expect(try Welcome.read(bytes) == welcome)
        #expect(try Welcome.read(Array(bytes.dropLast(4))) == Welcome(name: "p", interfaces: []))
        let wanting = Welcome(
            name: "p", interfaces: [], capabilities: .instances, hostInterfaces: [ProbeClient.interface.signature])
        #expect(try Welcome.read(wanting.wireBytes) == wanting)
        #expect(wanting.wireBytes.starts(with: bytes))
        #expect(try Welcome.read(wanting.wireBytes + [1, 2, 3]) == wanting)
        #expect(try Welcome.read(bytes + [0, 0, 0, 0]) == welcome)
        for wrong in [[1], [1, 2, 3], [1, 0, 0, 0], [0xff, 0xff, 0xff, 0xff]] as [[UInt8]] {
            #expect(throws: WireError.self) { try Welcome.read(bytes + wrong) }
        }
        for count in 1...3 {
            #expect(throws: WireError.self) { try Welcome.read(Array(bytes.dropLast(count))) }
        }
    }
}
