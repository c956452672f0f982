import OutboardRing
import Testing

@testable import OutboardUntrusted

/// The checks of what a plugin writes into a reply ring.
@Suite struct ReplyHeaderTests {
    private static func header(
        _ kind: RecordKind, callID: UInt32 = 7, method: UInt16 = 0, flags: UInt8 = 0, length: UInt16 = 0,
        credit: UInt16 = 0
    ) -> ReplyHeader {
        ReplyHeader(
            RecordHeader(kind: kind, callID: callID, method: method, flags: flags, length: length, credit: credit))
    }

    @Test func `kinds that only a host sends, and those that nobody sends, are refused`() throws {
        #expect(try Self.header(.reply, method: 3).kind() == .result)
        #expect(try Self.header(.error, method: 3).kind() == .error(ordinal: 3))
        #expect(try Self.header(.lease).kind() == .lease)
        #expect(Self.header(.reply, callID: 9).callID == 9)
        let known = [RecordKind.reply, .error, .lease].map(\.rawValue)
        for kind in (0...UInt8.max) where !known.contains(kind) {
            #expect(throws: ProtocolViolation.self) { try Self.header(RecordKind(rawValue: kind)).kind() }
        }
    }

    @Test func `a length fits into the place that the flags name`() throws {
        func place(_ flags: UInt8, _ length: UInt16) throws -> ReplyPayload {
            try Self.header(.reply, flags: flags, length: length).payload(blockBytes: 128)
        }
        #expect(try place(0, 0) == .inline(0))
        #expect(try place(0, 48) == .inline(48))
        #expect(throws: ProtocolViolation.self) { try place(0, 49) }
        #expect(try place(1, 0) == .block(0))
        #expect(try place(1, 128) == .block(128))
        #expect(throws: ProtocolViolation.self) { try place(1, 129) }
        #expect(throws: ProtocolViolation.self) { try place(1, .max) }
        #expect(try place(2, 0) == .bulk)
        #expect(try place(3, 0) == .attachment)
        for flags: UInt8 in 0...255 where flags > 3 {
            #expect(throws: ProtocolViolation.self, "flags \(flags)") { try place(flags, 0) }
        }
        for flags: UInt8 in [2, 3] {
            #expect(throws: ProtocolViolation.self) { try place(flags, 1) }
            #expect(throws: ProtocolViolation.self) { try place(flags, .max) }
        }
    }

    @Test func `a reference has a place and no length`() throws {
        for flags: UInt8 in 0...3 { try Self.header(.lease, flags: flags).checkReference() }
        #expect(throws: ProtocolViolation.self) { try Self.header(.lease, flags: 4).checkReference() }
        #expect(throws: ProtocolViolation.self) { try Self.header(.lease, flags: 0x83).checkReference() }
        #expect(throws: ProtocolViolation.self) { try Self.header(.lease, flags: 3, length: 1).checkReference() }
    }

    @Test func `a credit counts what was sent, also around the ends of its numbers`() {
        for base: UInt32 in [0, 5, 0xfffe, 0x1_ffff, 0xffff_fffe, .max] {
            for sent: UInt32 in [0, 1, 3, 64, 1024] {
                for claimed: UInt32 in [0, 1, 3, 4, 64, 65, 1024, 1025, 0x7fff, 0xffff] {
                    let header = Self.header(.reply, credit: UInt16(truncatingIfNeeded: base &+ claimed))
                    let advance = header.advance(beyond: base, sent: base &+ sent)
                    #expect(advance == (claimed <= sent ? claimed : nil), "\(base) \(sent) \(claimed)")
                }
            }
        }
    }

    @Test func `the words about a lane count what was sent, and never back`() throws {
        for base: UInt32 in [0, 5, 0x7fff_fffe, 0xffff_fffe, .max] {
            for sent: UInt32 in [0, 1, 64] {
                func advance(_ claimed: UInt32) throws -> UInt32? {
                    try Untrusted(base &+ claimed).advance(beyond: base, sent: base &+ sent)
                }
                for back: UInt32 in [0, .max, .max - 63, 0x8000_0000] { #expect(try advance(back) == nil) }
                for claimed: UInt32 in [1, 2, 64, 65, 0x7fff_ffff] {
                    if claimed <= sent {
                        #expect(try advance(claimed) == claimed)
                    } else {
                        #expect(throws: ProtocolViolation.claimsTooMuch) { try advance(claimed) }
                    }
                }
            }
        }
    }

    @Test func `a count of bytes is at most what there is`() {
        func count(_ value: UInt64, _ limit: Int) -> Int? { Untrusted(value).byteCount(upTo: limit) }
        #expect(count(0, 0) == 0 && count(5, 5) == 5 && count(4, 5) == 4)
        #expect(count(1, 0) == nil && count(6, 5) == nil && count(0, -1) == nil)
        #expect(count(.max, .max) == nil && count(1 << 63, .max) == nil && count((1 << 63) - 1, .max) == Int.max)
    }
}
