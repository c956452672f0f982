import OutboardRing
import OutboardSystem
import TestLoad
import Testing

@Suite struct RingThreadTests {
    struct Course: Sendable, CustomTestStringConvertible {
        var count: Int
        var slots: Int
        var blockBytes = 64
        var position: UInt32 = 0

        var testDescription: String { "\(count) records, \(slots) slots of \(blockBytes) bytes, from \(position)" }
    }

    @Test(arguments: [
        Course(count: TestLoad.scaled(1_000_000), slots: 64),
        Course(count: TestLoad.scaled(200_000), slots: 2),
        Course(count: TestLoad.scaled(200_000), slots: 4, position: .max - UInt32(TestLoad.scaled(100_000))),
        Course(count: TestLoad.scaled(200_000), slots: 1024, position: .max - UInt32(TestLoad.scaled(100_000))),
        Course(
            count: TestLoad.scaled(20_000), slots: 16, blockBytes: 4096,
            position: .max - UInt32(TestLoad.scaled(10_000))),
    ])
    func `carries every record whole and in order from one thread to another`(_ course: Course) async throws {
        let ring = RingBytes(slots: course.slots, blockBytes: course.blockBytes, position: course.position)
        async let produced: Void = Threads.run { Self.produce(ring, course) }
        async let consumed = Threads.run { Self.consume(ring, course) }
        try await produced
        #expect(try await consumed == 0)
        #expect(ring.control.taken == course.position &+ UInt32(course.count))
        #expect(ring.edgesAreIntact)
    }

    private static func produce(_ ring: RingBytes, _ course: Course) {
        var producer = ring.producer()
        var patience = Patience()
        for number in 0..<course.count {
            while Int(producer.position &- ring.control.taken) >= course.slots { patience.wait() }
            let pattern = Pattern(number)
            pattern.fill(producer.block, byteCount: course.blockBytes)
            if number % 2 == 0 {
                producer.publish(Record(header: pattern.header(length: number), body: pattern.body))
            } else {
                for index in 0..<6 {
                    producer.body.storeBytes(of: pattern.word(index), toByteOffset: index * 8, as: UInt64.self)
                }
                producer.publish(pattern.header(length: number))
            }
        }
    }

    /// Returns how many records were not what had been sent.
    private static func consume(_ ring: RingBytes, _ course: Course) -> Int {
        var consumer = ring.consumer()
        var patience = Patience()
        var mistakes = 0
        for number in 0..<course.count {
            while !consumer.isReady { patience.wait() }
            let pattern = Pattern(number)
            let record = consumer.copyRecord()
            if record.header != pattern.header(length: number) { mistakes += 1 }
            let (body, expected) = (record.body, pattern.body)
            if body.0 != expected.0 || body.1 != expected.1 || body.2 != expected.2 || body.3 != expected.3
                || body.4 != expected.4 || body.5 != expected.5
            {
                mistakes += 1
            }
            if !pattern.matches(consumer.block, byteCount: course.blockBytes) { mistakes += 1 }
            consumer.advance()
            ring.control.taken = consumer.position
        }
        if consumer.isReady { mistakes += 1 }
        return mistakes
    }
}
