import OutboardRing
import Testing

@testable import OutboardUntrusted

/// Numbers in bytes, and packets of the control socket.
@Suite struct UntrustedBytesTests {
    @Test func `a number is there where four bytes are`() {
        let bytes: [UInt8] = [1, 2, 3, 4, 5]
        #expect(bytes.number(at: 0) == 0x0403_0201)
        #expect(bytes.number(at: 1) == 0x0504_0302)
        #expect(bytes.number(at: 2) == nil && bytes.number(at: 5) == nil && bytes.number(at: .max) == nil)
        #expect(bytes.number(at: -1) == nil && bytes.number(at: .min) == nil)
        #expect([UInt8](repeating: 0, count: 4).number(at: 0) == 0)
        for count in 0..<4 { #expect([UInt8](repeating: 0, count: count).number(at: 0) == nil) }
    }

    @Test func `a packet says how long it is`() {
        let message = ControlMessage(kind: .refuse, payload: [1, 2, 3])
        #expect(message.packet == [3, 0, 0, 0, 3, 0, 0, 0, 1, 2, 3])
        #expect(ControlMessage(packet: message.packet)?.payload == [1, 2, 3])
        #expect(ControlMessage(packet: [3, 0, 0, 0, 0, 0, 0, 0])?.payload == [])
        #expect(ControlMessage(packet: [3, 0, 0, 0, 2, 0, 0, 0, 1]) == nil)
        #expect(ControlMessage(packet: [3, 0, 0, 0, 0, 0, 0, 0, 1]) == nil)
        #expect(ControlMessage(packet: [3, 0, 0, 0, 0, 0, 0]) == nil)
    }

    @Test func `a reader gives no bytes behind the end, and none for a count below nothing`() throws {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 7, count: 8)
        func read(_ count: Int) -> Int? {
            var reader = WireReader(start: memory, byteCount: 4)
            return try? reader.bytes(count) { bytes in bytes.count }
        }
        #expect(read(0) == 0 && read(4) == 4)
        #expect(read(5) == nil && read(-1) == nil && read(.min) == nil && read(.max) == nil)
    }

    @Test func `a welcome is read no further than its version where that is another`() throws {
        let welcome = Welcome(name: "x", interfaces: [])
        #expect(try Welcome.read(welcome.wireBytes) == welcome)
        // What later versions add at the end is passed over; what this one added may be missing, but not in part.
        let none: [UInt8] = [0, 0, 0, 0]
        #expect(try Welcome.read(welcome.wireBytes + none) == welcome)
        #expect(try Welcome.read(welcome.wireBytes + none + [7]) == welcome)
        for count in 1...3 {
            #expect(throws: WireError.self) { try Welcome.read(welcome.wireBytes + none.prefix(count)) }
        }
        let shorter = (1...4).map { Array(welcome.wireBytes.dropLast($0)) }
        #expect(try Welcome.read(shorter[3]) == welcome)
        for bytes in shorter.prefix(3) { #expect(throws: WireError.self) { try Welcome.read(bytes) } }
        let other = (Welcome.ownABIVersion &+ 1).wireBytes
        #expect(try Welcome.read(other).abiVersion == Welcome.ownABIVersion &+ 1)
        #expect(try Welcome.read(other + [1, 2, 3]).interfaces.isEmpty)
        for count in 0..<4 { #expect(throws: WireError.self) { try Welcome.read(Array(other.prefix(count))) } }
    }

    @Test func `a version has one or two numbers of 16 bits`() {
        for text in ["", ".", "1.", ".1", "1.2.3", "1..2", "+1", "-1", "1.+2", "a", "1.65536", "65536", "1 ", "1.2."] {
            #expect(InterfaceVersion(text) == nil, "\(text)")
        }
        #expect(InterfaceVersion("1") == InterfaceVersion(1, 0))
        #expect(InterfaceVersion("12.34") == InterfaceVersion(12, 34))
        #expect(InterfaceVersion("65535.65535") == InterfaceVersion(65535, 65535))
        #expect(InterfaceVersion(1, 2) < InterfaceVersion(1, 3) && InterfaceVersion(1, 9) < InterfaceVersion(2, 0))
        #expect(!(InterfaceVersion(1, 2) < InterfaceVersion(1, 2)))
    }

    @Test func `text is cut where it is too long, and control characters do nothing`() {
        #expect(ForeignText.plain("abc", limit: 3) == "abc" && ForeignText.plain("abc", limit: 2) == "ab…")
        #expect(ForeignText.plain("abc", limit: 0) == "…" && ForeignText.plain("abc", limit: -1) == "…")
        #expect(ForeignText.plain("", limit: 0).isEmpty)
        for scalar in ["\u{0}", "\u{1f}", "\u{7f}", "\u{9f}", "\u{2028}", "\u{202e}", "\u{2066}", "\u{2069}"] {
            let code = String(Unicode.Scalar(scalar)!.value, radix: 16)
            #expect(ForeignText.plain(scalar) == "\\u{\(code)}")
        }
        for scalar in ["\t", " ", "~", "\u{a0}", "\u{2027}", "\u{202f}", "\u{2065}", "\u{206a}"] {
            #expect(ForeignText.plain(scalar) == scalar)
        }
        #expect(ProtocolViolation("it said \u{1b}").description == "it said \\u{1b}")
    }
}
