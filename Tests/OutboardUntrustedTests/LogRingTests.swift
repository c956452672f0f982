import OutboardRing
import Testing

@testable import OutboardUntrusted

/// The log ring, with both ends in this process and with hands that write what no end writes.
@Suite struct LogRingTests {
    /// Both segments, and the ends of the ring.
    private final class Ring {
        let geometry: Geometry
        let host: UnsafeMutableRawPointer
        let plugin: UnsafeMutableRawPointer

        init(_ byteCount: Int = 4096) {
            geometry = Geometry(lanes: 1, slots: 2, blockBytes: 64, bulkBytes: 0, logBytes: byteCount)!
            host = .allocate(byteCount: geometry.segmentBytes, alignment: 4096)
            plugin = .allocate(byteCount: geometry.segmentBytes, alignment: 4096)
            for memory in [host, plugin] {
                memory.initializeMemory(as: UInt8.self, repeating: 0, count: geometry.segmentBytes)
            }
        }

        deinit {
            host.deallocate()
            plugin.deallocate()
        }

        var memory: LogMemory { LogMemory(segment: plugin, geometry: geometry) }
        var words: LogControl { LogMemory(segment: host, geometry: geometry).control }
        var producer: LogProducer { LogProducer(memory, host: words) }
        var consumer: LogConsumer { LogConsumer(memory, own: words) }
    }

    private static func records(_ found: LogConsumer.Found) -> [[UInt8]]? {
        guard case .frames(let bytes, let count) = found else { return nil }
        let records = LogConsumer.records(in: bytes).map { Array($0) }
        return records.count == count ? records : nil
    }

    private static func isViolation(_ found: LogConsumer.Found) -> Bool {
        if case .violation = found { return true }
        return false
    }

    private static func record(_ number: Int, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number &* 31 &+ 1) }
    }

    @Test func `records come out as they went in, over many laps of the ring`() {
        let ring = Ring()
        var producer = ring.producer
        var consumer = ring.consumer
        var sent = 0
        var received = 0
        while sent < 3000 {
            var pending = 0
            for _ in 0..<(sent % 5 + 1) {
                let record = Self.record(sent, sent * 13 % 300)
                _ = record.withUnsafeBytes { producer.append($0) }
                sent += 1
                pending += 1
            }
            while let records = Self.records(consumer.take()) {
                for record in records {
                    #expect(record == Self.record(received, received * 13 % 300))
                    received += 1
                }
            }
            #expect(received == sent)
        }
        #expect(consumer.take() == .nothing)
        #expect(!consumer.hasNews && !consumer.hasDropped)
        #expect(consumer.position > 20 * 4096)
    }

    @Test func `what finds no room is dropped and counted, and what is in the ring stays`() {
        let ring = Ring()
        var producer = ring.producer
        var consumer = ring.consumer
        let record = Self.record(1, 1000)
        for _ in 0..<10 { _ = record.withUnsafeBytes { producer.append($0) } }
        #expect(consumer.hasDropped)
        #expect(consumer.takeDropped() == 6)
        #expect(!consumer.hasDropped && consumer.takeDropped() == 0)
        var received = 0
        while let records = Self.records(consumer.take()) {
            received += records.count
            #expect(records.allSatisfy { $0 == record })
        }
        #expect(received == 4)
        _ = record.withUnsafeBytes { producer.append($0) }
        #expect(Self.records(consumer.take()) == [record])
    }

    @Test func `a record may take half of the ring, and no byte more`() {
        let ring = Ring()
        var producer = ring.producer
        var consumer = ring.consumer
        let limit = ring.memory.maximumRecord
        #expect(limit == 2040)
        let largest = Self.record(1, limit)
        for _ in 0..<5 {
            _ = largest.withUnsafeBytes { producer.append($0) }
            _ = [1].withUnsafeBytes { producer.append(UnsafeRawBufferPointer(rebasing: $0.prefix(1))) }
            #expect(Self.records(consumer.take()) == [largest])
            #expect(Self.records(consumer.take()) == [[1]])
        }
        #expect(consumer.takeDropped() == 0)
        _ = Self.record(1, limit + 1).withUnsafeBytes { producer.append($0) }
        #expect(consumer.takeDropped() == 1)
        #expect(consumer.take() == .nothing)
    }

    @Test func `the bell is asked for by the byte that was armed for, once`() {
        let ring = Ring()
        var producer = ring.producer
        var consumer = ring.consumer
        func append() -> Bool { Self.record(1, 100).withUnsafeBytes { producer.append($0) } }
        // Fresh memory asks for the first record.
        #expect(append())
        #expect(!append())
        #expect(Self.records(consumer.take())?.count == 2)
        #expect(!consumer.arm(after: 0))
        #expect(append())
        #expect(!append())
        // Two records are there already: whoever arms for less has to look again.
        #expect(consumer.arm(after: 0))
        #expect(consumer.arm(after: 200))
        #expect(Self.records(consumer.take())?.count == 2)
        #expect(!consumer.arm(after: 250))
        #expect([append(), append(), append(), append()] == [false, false, true, false])
        #expect(Self.records(consumer.take())?.count == 4)
        consumer.disarm()
        for _ in 0..<30 { #expect(!append()) }
        while consumer.take() != .nothing {}
        #expect(!consumer.arm(after: 0))
        // A record that is too large wakes a host that expects nothing, so that it tells.
        #expect(Self.record(1, 3000).withUnsafeBytes { producer.append($0) })
    }

    // MARK: Hostile bytes

    private static func write(_ value: UInt32, _ ring: Ring, at position: Int) {
        ring.memory.bytes.storeBytes(of: value, toByteOffset: position & 4095, as: UInt32.self)
    }

    @Test(arguments: [4097, 4104, 5000, .max, 1 << 63, 12, 8 + 1] as [UInt64])
    func `a count of bytes that cannot have been published is refused`(_ count: UInt64) {
        let ring = Ring()
        var consumer = ring.consumer
        ring.memory.control.position = count
        #expect(Self.isViolation(consumer.take()))
        #expect(consumer.position == 0)
    }

    @Test(arguments: [2041, 4096, 0x7fff_ffff, .max] as [UInt32])
    func `a record that is longer than any may be is refused`(_ length: UInt32) {
        let ring = Ring()
        var consumer = ring.consumer
        Self.write(length, ring, at: 0)
        ring.memory.control.position = 4096
        #expect(Self.isViolation(consumer.take()))
    }

    @Test(arguments: [1, 9, 1000, 2040] as [UInt32])
    func `a record that goes on behind what was published is refused`(_ length: UInt32) {
        let ring = Ring()
        var consumer = ring.consumer
        Self.write(length, ring, at: 0)
        ring.memory.control.position = UInt64((length + 8 + 7) / 8 * 8 - 8)
        #expect(Self.isViolation(consumer.take()))
    }

    @Test func `a count that goes back is refused`() {
        let ring = Ring()
        var producer = ring.producer
        var consumer = ring.consumer
        _ = Self.record(1, 100).withUnsafeBytes { producer.append($0) }
        #expect(Self.records(consumer.take())?.count == 1)
        ring.memory.control.position = 8
        #expect(Self.isViolation(consumer.take()))
    }

    @Test func `any bytes and any counts are records of allowed sizes, or a violation`() {
        var generator = SystemRandomNumberGenerator()
        var taken = 0
        for round in 0..<3000 {
            let ring = Ring()
            var consumer = ring.consumer
            for offset in stride(from: 0, to: 4096, by: 8) where round % 3 == 0 || offset % 64 == 0 {
                let small = UInt64.random(in: 0..<256, using: &generator)
                let value = round % 2 == 0 ? small : generator.next()
                ring.memory.bytes.storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
            }
            var position: UInt64 = 0
            for _ in 0..<6 {
                position &+= round % 5 == 0 ? generator.next() : UInt64.random(in: 0...520, using: &generator) * 8
                ring.memory.control.position = position
                ring.memory.control.dropped = generator.next()
                _ = consumer.takeDropped()
                guard case .frames(let bytes, let count) = consumer.take() else { continue }
                let records = LogConsumer.records(in: bytes)
                let isRight =
                    records.count == count && bytes.count <= 2048 && records.allSatisfy { $0.count <= 2040 }
                #expect(isRight)
                taken += count
            }
        }
        #expect(taken > 1000)
    }

    @Test func `frames that are no frames have no records behind their end`() {
        #expect(LogConsumer.records(in: []) == [])
        #expect(LogConsumer.records(in: [1, 0, 0, 0]) == [])
        #expect(LogConsumer.records(in: [1, 0, 0, 0, 0, 0, 0, 0]) == [])
        #expect(LogConsumer.records(in: [255, 255, 255, 255, 0, 0, 0, 0, 1]) == [])
    }

    @Test func `what one host has not taken another one gets, around the end of the ring, with what was dropped`() {
        let (old, new) = (Ring(), Ring(8192))
        var producer = old.producer
        var consumer = old.consumer
        var number = 0
        func log(_ byteCount: Int) {
            _ = Self.record(number, byteCount).withUnsafeBytes { producer.append($0) }
            number += 1
        }
        // Three quarters of the way around, so that what follows goes over the end.
        for _ in 0..<12 { log(248) }
        while case .frames = consumer.take() {}
        let first = number
        for count in [700, 3, 0, 1500, 900] { log(count) }
        let known = producer.droppedCount
        log(4000)
        log(1000)
        #expect(producer.droppedCount == known + 2)
        var next = new.producer
        let mustRing = next.carryOver(from: producer, droppedBefore: known)
        #expect(mustRing)
        var later = new.consumer
        var records: [[UInt8]] = []
        while let found = Self.records(later.take()) { records += found }
        let counts = [700, 3, 0, 1500, 900]
        #expect(records == counts.indices.map { Self.record(first + $0, counts[$0]) })
        let dropped = later.takeDropped()
        #expect(dropped == 2)
        #expect(new.memory.control.position == UInt64(counts.reduce(0) { $0 + ($1 + 15) / 8 * 8 }))
    }
}
