import COutboard
import OutboardRing
import Testing

@Suite struct RecordTests {
    @Test func `mirrors the constants of the C contract`() {
        #expect(LaneControl.matchesContract)
        #expect(PayloadClass.matchesContract)
        #expect(RecordHeader.matchesContract)
        #expect(RecordKind.matchesContract)
    }

    @Test func `keeps each field of a header apart`() {
        let values: [UInt64] = [0, 1, 0x55, 0xaa, 0xff, 0x1234, 0xffff, 0xdead_beef, 0xffff_ffff]
        for first in values {
            for second in values {
                let header = RecordHeader(
                    kind: RecordKind(rawValue: UInt8(truncatingIfNeeded: first)),
                    callID: UInt32(truncatingIfNeeded: second), method: UInt16(truncatingIfNeeded: first),
                    flags: UInt8(truncatingIfNeeded: second), length: UInt16(truncatingIfNeeded: first &+ 1),
                    credit: UInt16(truncatingIfNeeded: second &+ 1))
                #expect(header.kind.rawValue == UInt8(truncatingIfNeeded: first))
                #expect(header.callID == UInt32(truncatingIfNeeded: second))
                #expect(header.method == UInt16(truncatingIfNeeded: first))
                #expect(header.flags == UInt8(truncatingIfNeeded: second))
                #expect(header.length == UInt16(truncatingIfNeeded: first &+ 1))
                #expect(header.credit == UInt16(truncatingIfNeeded: second &+ 1))
            }
        }
    }

    @Test func `lies in memory as the C contract says`() {
        let ring = RingBytes(slots: 2)
        var producer = ring.producer()
        let header = RecordHeader(
            kind: .call, callID: 0x0102_0304, method: 0x0506, flags: 0x0d, length: 0x0708, credit: 0x090a)
        producer.publish(Record(header: header, body: (1, 2, 3, 4, 5, 6)))
        let record = ring.records.load(as: outboard_record.self)
        #expect(record.stamp == 1)
        #expect(record.call_id == 0x0102_0304)
        #expect(record.method == 0x0506)
        #expect(record.kind == UInt8(OUTBOARD_KIND_CALL))
        #expect(record.flags == 0x0d)
        #expect(record.length == 0x0708)
        #expect(record.credit == 0x090a)
        for word in 0..<6 {
            #expect(ring.records.load(fromByteOffset: 16 + word * 8, as: UInt64.self) == UInt64(word + 1))
        }
    }

    @Test func `knows the optional fields, and refuses unknown flags`() {
        for flags in UInt8.min...UInt8.max {
            let header = RecordHeader(kind: .call, callID: 0, flags: flags)
            let expected: Int? = flags & 0xe0 != 0 ? nil : (flags & 4 != 0 ? 8 : 0) + (flags & 8 != 0 ? 32 : 0)
            #expect(header.optionalBytes == expected)
            #expect(header.payloadClass.rawValue == flags & 3)
            #expect(header.isPlainReply == false)
            #expect(RecordHeader(kind: .reply, callID: 9, flags: flags).isPlainReply == (flags == 0))
        }
        for kind in UInt8.min...UInt8.max where kind != RecordKind.reply.rawValue {
            #expect(!RecordHeader(kind: RecordKind(rawValue: kind), callID: 0).isPlainReply)
        }
    }
}
