import OutboardRing
import OutboardSystem
import TestLoad
import Testing

@Suite struct RingProcessTests {
    struct Course: Sendable, CustomTestStringConvertible {
        var count: Int
        var slots: Int
        var blockBytes: Int
        var position: UInt32

        var testDescription: String { "\(count) records, \(slots) slots of \(blockBytes) bytes, from \(position)" }
    }

    @Test(arguments: [
        Course(count: 20_000, slots: 2, blockBytes: 64, position: .max - 10_000),
        Course(count: TestLoad.scaled(100_000), slots: 64, blockBytes: 128, position: 0),
        Course(count: 20_000, slots: 1024, blockBytes: 64, position: .max - 9_999),
    ])
    func `carries every record whole to another process and back`(_ course: Course) async throws {
        let (mistakes, status) = try await Threads.run { try Self.pingPong(course) }
        #expect(mistakes == 0)
        #expect(status == 0)
    }

    /// Keeps the ring full; returns the count of wrong replies, and the exit status of the other side.
    private static func pingPong(_ course: Course) throws -> (mistakes: Int, status: Int32) {
        let peer = try PeerProcess(
            "echo", slots: course.slots, blockBytes: course.blockBytes, count: course.count, position: course.position)
        let host = LaneMemory(segment: peer.host.base, geometry: peer.geometry, lane: 0)
        let plugin = LaneMemory(segment: peer.plugin.base, geometry: peer.geometry, lane: 0)
        var requests = RingProducer(
            records: host.records, blocks: host.blocks, slots: course.slots, blockBytes: course.blockBytes,
            position: course.position)
        var replies = RingConsumer(
            records: plugin.records, blocks: plugin.blocks, slots: course.slots, blockBytes: course.blockBytes,
            position: course.position)
        var (sent, received, mistakes) = (0, 0, 0)
        var patience = Patience()
        var idle = 0
        while received < course.count {
            var isIdle = true
            if sent < course.count, sent - received < course.slots,
                Int(requests.position &- plugin.control.taken) < course.slots
            {
                let pattern = Pattern(sent)
                let length = sent % (course.blockBytes / 8 + 1) * 8
                pattern.fill(requests.block, byteCount: length)
                requests.publish(Record(header: pattern.header(length: length), body: pattern.body))
                sent += 1
                isIdle = false
            }
            if replies.isReady {
                if !isEcho(of: Pattern(received), replies, blockBytes: course.blockBytes, number: received) {
                    mistakes += 1
                }
                replies.advance()
                host.control.taken = replies.position
                received += 1
                isIdle = false
            }
            idle = isIdle ? idle + 1 : 0
            if isIdle { patience.wait() }
            // A peer that has ended sends nothing any more.
            if idle % 100_000 == 99_999, let status = peer.poll() { return (mistakes, status) }
        }
        return (mistakes, peer.wait())
    }

    private static func isEcho(
        of pattern: Pattern, _ replies: borrowing RingConsumer, blockBytes: Int, number: Int
    ) -> Bool {
        let record = replies.copyRecord()
        let sent = pattern.header(length: number % (blockBytes / 8 + 1) * 8)
        let body = record.body
        guard record.header.kind == .reply, record.header.callID == sent.callID, record.header.method == ~sent.method,
            record.header.flags == sent.flags, record.header.length == sent.length,
            [body.0, body.1, body.2, body.3, body.4, body.5] == (0..<6).map({ ~pattern.word($0) })
        else { return false }
        return (0..<Int(sent.length) / 8).allSatisfy { index in
            replies.block.load(fromByteOffset: index * 8, as: UInt64.self) == ~pattern.word(16 + index)
        }
    }

    @Test func `a process that scribbles over its segment leads the reader nowhere`() async throws {
        // On a busy machine the reader may not get to run while the other process does: then again.
        var total = 0
        for _ in 0..<50 where total == 0 {
            let (taken, steps, status) = try await Threads.run { () -> (Int, UInt32, Int32) in
                let peer = try PeerProcess("scribble", slots: 8, blockBytes: 64, count: 400_000, position: 0)
                let plugin = LaneMemory(segment: peer.plugin.base, geometry: peer.geometry, lane: 0)
                var replies = plugin.consumer()
                var taken = 0
                let copy = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
                defer { copy.deallocate() }
                var end: Int32?
                while end == nil {
                    for _ in 0..<10_000 where replies.isReady && replies.position < 200 {
                        let record = replies.copyRecord()
                        _ = (record.header.optionalBytes, record.header.payloadClass, replies.copyHeader())
                        replies.copyBody(to: copy)
                        copy.copyMemory(from: replies.block, byteCount: 64)
                        replies.advance()
                        taken += 1
                    }
                    end = peer.poll()
                }
                return (taken, replies.position, end ?? -1)
            }
            total += taken
            #expect(steps == UInt32(taken))
            #expect(status == 0)
        }
        #expect(total > 0)
    }
}
