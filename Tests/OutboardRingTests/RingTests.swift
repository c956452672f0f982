import OutboardRing
import Testing

@Suite struct RingTests {
    static let slotCounts = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
    static let positions: [UInt32] = [0, 1, 7, 0x7fff_fffe, 0x8000_0000, .max - 1500, .max - 3, .max - 1, .max]

    @Test func `sees nothing in fresh memory`() {
        for slots in Self.slotCounts {
            let isReady = RingBytes(slots: slots).isReady
            #expect(!isReady)
        }
    }

    @Test func `sees nothing in the records of the lap before`() {
        for slots in Self.slotCounts {
            for position in Self.positions {
                let isReady = RingBytes(slots: slots, position: position).isReady
                #expect(!isReady)
            }
        }
    }

    @Test func `carries a full ring at a time, in order, over the wrap of the stamp`() {
        for slots in Self.slotCounts {
            for position in Self.positions {
                let ring = RingBytes(slots: slots, position: position)
                var producer = ring.producer()
                var consumer = ring.consumer()
                let counts = [producer.slots, consumer.slots]
                #expect(counts == [slots, slots])
                var mistakes = 0
                for lap in 0..<3 {
                    for step in 0..<slots {
                        let pattern = Pattern(lap * slots + step)
                        pattern.fill(producer.block, byteCount: ring.blockBytes)
                        producer.publish(Record(header: pattern.header(length: step), body: pattern.body))
                    }
                    for step in 0..<slots {
                        let pattern = Pattern(lap * slots + step)
                        if !consumer.isReady { mistakes += 1 }
                        let record = consumer.copyRecord()
                        if record.header != pattern.header(length: step) { mistakes += 1 }
                        if record.body.0 != pattern.word(0) || record.body.5 != pattern.word(5) { mistakes += 1 }
                        if !pattern.matches(consumer.block, byteCount: ring.blockBytes) { mistakes += 1 }
                        consumer.advance()
                    }
                    if consumer.isReady || consumer.position != producer.position { mistakes += 1 }
                }
                #expect(mistakes == 0, "\(slots) slots from \(position)")
                let end = producer.position
                #expect(end == position &+ UInt32(3 * slots))
                #expect(ring.edgesAreIntact)
            }
        }
    }

    @Test func `reads a record in all ways alike`() {
        let ring = RingBytes(slots: 4)
        var producer = ring.producer()
        let consumer = ring.consumer()
        let pattern = Pattern(5)
        for index in 0..<6 {
            producer.body.storeBytes(of: pattern.word(index), toByteOffset: index * 8, as: UInt64.self)
        }
        producer.publish(pattern.header(length: 3))
        let record = consumer.copyRecord()
        let headers = [consumer.header, consumer.copyHeader()]
        #expect(headers == [record.header, record.header])
        let copy = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 8)
        defer { copy.deallocate() }
        copy.storeBytes(of: 0x5a5a, toByteOffset: 48, as: UInt64.self)
        consumer.copyBody(to: copy)
        for index in 0..<6 {
            #expect(copy.load(fromByteOffset: index * 8, as: UInt64.self) == pattern.word(index))
            let word = consumer.body.load(fromByteOffset: index * 8, as: UInt64.self)
            #expect(word == pattern.word(index))
        }
        #expect(copy.load(fromByteOffset: 48, as: UInt64.self) == 0x5a5a)
        let body = record.body
        #expect([body.0, body.1, body.2, body.3, body.4, body.5] == (0..<6).map(pattern.word))
    }

    @Test func `the reader writes nothing`() {
        let ring = RingBytes(slots: 8)
        var producer = ring.producer()
        for number in 0..<8 { producer.publish(Record(header: Pattern(number).header(length: 0))) }
        let before = Array(UnsafeRawBufferPointer(start: ring.records, count: 8 * Record.stride))
        var consumer = ring.consumer()
        while consumer.isReady {
            _ = consumer.copyRecord()
            consumer.advance()
        }
        #expect(Array(UnsafeRawBufferPointer(start: ring.records, count: 8 * Record.stride)) == before)
        let position = consumer.position
        #expect(position == 8)
    }

    @Test func `a reader of noise stays inside and steps only when told`() {
        let ring = RingBytes(slots: 16)
        var consumer = ring.consumer()
        var state: UInt64 = 88_172_645_463_325_252
        var ready = 0
        var mistakes = 0
        for turn in 0..<20_000 {
            for word in 0..<ring.slots * 8 where (word ^ turn) % 7 == 0 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                ring.records.storeBytes(of: state, toByteOffset: word * 8, as: UInt64.self)
            }
            let position = consumer.position
            if turn % 3 == 0 {
                ring.records.storeBytes(
                    of: position &+ 1, toByteOffset: Int(position & 15) * Record.stride, as: UInt32.self)
            }
            if consumer.isReady {
                ready += 1
                let record = consumer.copyRecord()
                _ = record.header.optionalBytes
                consumer.advance()
                if consumer.position != position &+ 1 { mistakes += 1 }
            } else if consumer.position != position {
                mistakes += 1
            }
        }
        #expect(ready >= 6000 && mistakes == 0)
        #expect(ring.edgesAreIntact)
    }
}
