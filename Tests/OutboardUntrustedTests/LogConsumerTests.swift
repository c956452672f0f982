import OutboardRing
import Testing

@testable import OutboardUntrusted

/// What the host takes out of a log ring, byte by byte: bytes and words are written here as a plugin would.
@Suite struct LogConsumerTests {
    private final class Ring {
        let geometry = Geometry(lanes: 1, slots: 2, blockBytes: 64, bulkBytes: 0, logBytes: 4096)!
        let host: UnsafeMutableRawPointer
        let plugin: UnsafeMutableRawPointer

        init() {
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
        var consumer: LogConsumer { LogConsumer(memory, own: words) }

        /// Writes the header of a frame.
        func write(_ length: UInt32, at position: Int) {
            memory.bytes.storeBytes(of: length, toByteOffset: position & 4095, as: UInt32.self)
        }
    }

    private static func frames(_ found: LogConsumer.Found) -> (bytes: Int, records: Int)? {
        guard case .frames(let bytes, let records) = found else { return nil }
        return (bytes.count, records)
    }

    @Test func `all of the ring may be published, and half of it is taken at a time`() {
        let ring = Ring()
        var consumer = ring.consumer
        for place in 0..<4 { ring.write(1016, at: place * 1024) }
        ring.memory.control.position = 4096
        #expect(consumer.hasNews)
        for part in 1...2 {
            let found = Self.frames(consumer.take())
            #expect(found?.bytes == 2048 && found?.records == 2)
            #expect(consumer.position == UInt64(part * 2048))
            // The plugin is told.
            #expect(ring.words.position == UInt64(part * 2048))
        }
        #expect(!consumer.hasNews && consumer.take() == .nothing)
    }

    @Test func `there is news beyond so many bytes when more than those were not taken`() {
        let ring = Ring()
        var consumer = ring.consumer
        #expect(!consumer.hasNews(beyond: 0))
        ring.write(1016, at: 0)
        ring.memory.control.position = 1024
        #expect(consumer.hasNews(beyond: 0) && consumer.hasNews(beyond: 1023))
        #expect(!consumer.hasNews(beyond: 1024) && !consumer.hasNews(beyond: 4096))
        _ = consumer.take()
        #expect(!consumer.hasNews(beyond: 0))
    }

    @Test func `a frame that reaches beyond the half is left for the next time, whole`() {
        let ring = Ring()
        var consumer = ring.consumer
        ring.write(1500, at: 0)
        ring.write(1500, at: 1512)
        ring.memory.control.position = 3024
        for _ in 0..<2 {
            let found = Self.frames(consumer.take())
            #expect(found?.bytes == 1512 && found?.records == 1)
        }
        #expect(consumer.position == 3024 && !consumer.hasNews)
    }

    @Test func `a frame that was cut by the end of what was published is refused, at the half as well`() {
        for length: UInt32 in [2033, 2040] {
            let ring = Ring()
            var consumer = ring.consumer
            ring.write(0, at: 0)
            ring.write(length, at: 8)
            ring.memory.control.position = 2048
            guard case .violation = consumer.take() else {
                Issue.record("\(length) bytes")
                continue
            }
            #expect(consumer.position == 0 && ring.words.position == 0)
            // With a byte more published it is one that goes on behind the half.
            ring.memory.control.position = 2056
            #expect(Self.frames(consumer.take())?.bytes == 8)
        }
    }

    @Test func `a frame around the end of the ring is read in two parts`() {
        let ring = Ring()
        var consumer = ring.consumer
        for place in [0, 2048] { ring.write(2040, at: place) }
        ring.write(2040, at: 0)
        ring.memory.control.position = 2048
        #expect(Self.frames(consumer.take())?.records == 1)
        ring.write(1016, at: 2048)
        ring.memory.control.position = 3072
        #expect(Self.frames(consumer.take())?.records == 1)
        // 1,024 bytes are left behind the position: the next frame has 16 more.
        ring.write(1032, at: 3072)
        for place in 0..<1032 {
            let byte = UInt8(truncatingIfNeeded: place / 7)
            ring.memory.bytes.storeBytes(of: byte, toByteOffset: (3080 + place) & 4095, as: UInt8.self)
        }
        ring.memory.control.position = 4112
        guard case .frames(let bytes, 1) = consumer.take() else {
            Issue.record("it is not one frame")
            return
        }
        let record = LogConsumer.records(in: bytes).first.map { Array($0) }
        #expect(record == (0..<1032).map { UInt8(truncatingIfNeeded: $0 / 7) })
    }

    @Test func `the words about what was dropped are told once`() {
        let ring = Ring()
        var consumer = ring.consumer
        #expect(!consumer.hasDropped && consumer.takeDropped() == 0)
        ring.memory.control.dropped = 7
        #expect(consumer.hasDropped)
        #expect(consumer.takeDropped() == 7 && consumer.takeDropped() == 0 && !consumer.hasDropped)
        ring.memory.control.dropped = 5
        #expect(consumer.takeDropped() == UInt64.max - 1)
    }

    @Test func `arming says whether more was published than may be`() {
        let ring = Ring()
        let consumer = ring.consumer
        ring.memory.control.position = 100
        #expect(consumer.arm(after: 0) && consumer.arm(after: 99))
        #expect(!consumer.arm(after: 100) && !consumer.arm(after: 101))
        #expect(ring.words.asksForBell(first: 101, next: 102) && !ring.words.asksForBell(first: 100, next: 101))
        consumer.disarm()
        #expect(!ring.words.asksForBell(first: 0, next: 1 << 62))
    }

    @Test func `records of frames end with the bytes`() {
        func count(_ bytes: [UInt8]) -> Int { LogConsumer.records(in: bytes).count }
        #expect(count([0, 0, 0, 0, 0, 0, 0, 0]) == 1)
        #expect(count([0, 0, 0, 0, 0, 0, 0]) == 0)
        #expect(count([1, 0, 0, 0, 0, 0, 0, 0, 9]) == 1)
        #expect(count([2, 0, 0, 0, 0, 0, 0, 0, 9]) == 0)
        #expect(count([1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) == 2)
    }
}
