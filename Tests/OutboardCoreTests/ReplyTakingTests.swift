import COutboard
import OutboardRing
import OutboardSystem
import Testing

@testable import OutboardCore

/// What the longer way of taking a reply lets through, and what it refuses and leaves as it lies.
@Suite struct ReplyTakingTests {
    /// Whether the next record is a violation, and changes nothing but the credit that it carried.
    private func refuses(_ lane: BareLane) -> Bool {
        var before = lane.standing
        do {
            _ = try lane.take()
            return false
        } catch {
            before.taken = lane.standing.taken
            return lane.standing == before
        }
    }

    /// A payload of so many bytes, none of which is like its neighbours.
    private static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 256 &+ 3) }
    }

    /// The same, as what is nothing but bytes travels.
    private static func wire(_ count: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) } + bytes(count)
    }

    @Test(arguments: [0, 1, 48], [nil, 0, 9] as [UInt16?])
    func `a result or an error, inside the record or in its block`(_ length: Int, _ error: UInt16?) throws {
        for (flags, bytes) in [(UInt8(0), BareLane.body), (1, BareLane.block)] {
            let lane = try BareLane()
            let callID = try lane.call(7)
            lane.reply(
                callID, error == nil ? .reply : .error, method: error ?? 0, flags: flags, length: length, credit: 1)
            let given = BareLane.Given(bytes: Array(bytes.prefix(length)), callID: callID, method: 7, error: error)
            #expect(try lane.take() == .answer(given))
            #expect(lane.standing == .init(taken: 1, passed: [1, 1]))
        }
    }

    @Test func `a kind that there is not, a length that lies, a credit for what was not sent`() throws {
        for (kind, flags, length, credit) in [
            (UInt8(99), UInt8(0), 0, 1), (2, 0, 49, 1), (2, 1, 65, 1), (2, 2, 1, 1), (2, 3, 1, 1), (3, 0, 49, 1),
            (2, 0, 0, 2), (3, 0, 0, 2), (11, 3, 0, 2), (11, 3, 1, 1), (11, 7, 0, 1),
        ] {
            let lane = try BareLane()
            let callID = try lane.call()
            lane.reply(
                callID, RecordKind(rawValue: kind), flags: flags, length: length, credit: credit, reference: 10)
            #expect(refuses(lane), "kind \(kind), flags \(flags), length \(length), credit \(credit)")
        }
    }

    @Test func `a call that was answered, or never made`() throws {
        for callID in [UInt32(0), 1, 2, 9, .max] {
            let lane = try BareLane()
            #expect(try lane.call() == 1)
            lane.reply(1, credit: 1)
            #expect(try lane.take() == .answer(.init(callID: 1)))
            lane.reply(callID, credit: 1)
            #expect(refuses(lane))
        }
    }

    @Test func `the answer to a call that was given up is dropped, and only that`() throws {
        let lane = try BareLane()
        let calls = try (0..<2).map { try lane.call($0) }
        lane.giveUp(calls[0])
        lane.reply(calls[0], length: 8, credit: 2)
        #expect(try lane.take() == .dropped)
        lane.reply(calls[1], length: 8, credit: 2)
        #expect(
            try lane.take() == .answer(.init(bytes: Array(BareLane.body.prefix(8)), callID: calls[1], method: 1)))
        lane.reply(calls[0], credit: 2)
        #expect(refuses(lane))
    }

    // MARK: Larger than a block

    @Test func `the bulk area of the host is free when the call is over that has its arguments there`() throws {
        let lane = try BareLane()
        let calls = [try lane.call(byteCount: 100), try lane.call(byteCount: 60)]
        #expect(lane.standing.bulkIsBusy)
        lane.reply(calls[1], flags: 1, credit: 2)
        #expect(try lane.take() == .answer(.init(callID: calls[1])) && lane.standing.bulkIsBusy)
        lane.reply(calls[0], flags: 1, credit: 2)
        #expect(try lane.take() == .answer(.init(callID: calls[0])) && !lane.standing.bulkIsBusy)
    }

    @Test(arguments: [0, 1, 65, 4095, 4096], [nil, 0] as [UInt16?])
    func `a payload in the bulk area`(_ byteCount: Int, _ error: UInt16?) throws {
        let lane = try BareLane()
        let callID = try lane.call()
        lane.replyInBulk(callID, Self.bytes(byteCount), kind: error == nil ? .reply : .error, credit: 1)
        #expect(try lane.take() == .answer(.init(bytes: Self.bytes(byteCount), callID: callID, error: error)))
        #expect((lane.largeByteCount ?? 0) >= byteCount)
    }

    @Test(arguments: [4097, 1 << 32, 1 << 63, .max] as [UInt64])
    func `more than the bulk area has`(_ byteCount: UInt64) throws {
        let lane = try BareLane()
        lane.reply(try lane.call(), flags: 2, credit: 1, reference: byteCount)
        #expect(refuses(lane))
    }

    @Test func `memory for large payloads grows, and stays`() throws {
        let lane = try BareLane()
        for (byteCount, room) in [(10, 64), (100, 100), (4096, 4096), (65, 4096), (4096, 4096)] {
            let callID = try lane.call()
            lane.replyInBulk(callID, Self.bytes(byteCount), credit: Int(lane.standing.taken) + 1)
            #expect(try lane.take() == .answer(.init(bytes: Self.bytes(byteCount), callID: callID)))
            #expect(lane.largeByteCount == room)
        }
    }

    @Test func `a large payload can be taken over once, and is not touched by the next`() throws {
        let lane = try BareLane()
        var large: [LargeAnswer] = []
        for count in 1...3 {
            let callID = try lane.call()
            lane.replyInBulk(callID, Self.bytes(100 * count), credit: count * 2 - 1)
            _ = try lane.take()
            if let answer = lane.takeLarge(100 * count) { large.append(answer) }
            #expect(lane.takeLarge(100 * count) == nil)
            let next = try lane.call()
            lane.reply(next, flags: 1, credit: count * 2)
            #expect(try lane.take() == .answer(.init(callID: next)))
            #expect(lane.takeLarge(0) == nil)
        }
        for (place, answer) in large.enumerated() {
            let bytes = Array(UnsafeRawBufferPointer(start: try answer.load(), count: answer.byteCount))
            #expect(bytes == Self.bytes(100 * (place + 1)))
        }
        #expect(large.count == 3)
    }

    @Test func `memory that stays with the lane is no payload of a small answer`() throws {
        let lane = try BareLane()
        lane.replyInBulk(try lane.call(), Self.bytes(100), credit: 1)
        _ = try lane.take()
        lane.reply(try lane.call(), flags: 1, credit: 2)
        _ = try lane.take()
        #expect(lane.largeByteCount == 100 && lane.takeLarge(0) == nil)
    }

    // MARK: Nothing but bytes

    @Test func `bytes are copied to where their caller has them, if they are wanted and are a result`() throws {
        for (wanted, kind, isHeld) in [
            (true, RecordKind.reply, true), (false, .reply, false), (true, .error, false), (false, .error, false),
        ] {
            let lane = try BareLane()
            let callID = try lane.call()
            lane.wantsBytes = wanted
            lane.replyInBulk(callID, Self.wire(100), kind: kind, credit: 1)
            let given = BareLane.Given(
                bytes: isHeld ? Self.bytes(100) : Self.wire(100), callID: callID, error: kind == .error ? 0 : nil,
                holdsBytes: isHeld)
            #expect(try lane.take() == .answer(given))
        }
    }

    @Test func `what says another count than it has bytes, or has none, is decoded as anything else`() throws {
        let wrong = Self.wire(100)
        for bytes in [Array(wrong.dropLast()), wrong + [0], Self.wire(0), [0, 0, 0], [], [1, 0, 0, 0]] {
            let lane = try BareLane()
            let callID = try lane.call()
            lane.wantsBytes = true
            lane.replyInBulk(callID, bytes, credit: 1)
            #expect(try lane.take() == .answer(.init(bytes: bytes, callID: callID)))
        }
    }

    // MARK: What is lent

    @Test func `a call is lent room for its reply once, also if it was given up`() throws {
        for isGivenUp in [false, true] {
            let lane = try BareLane()
            let calls = try (0..<2).map { _ in try lane.call() }
            if isGivenUp { lane.giveUp(calls[0]) }
            lane.reply(calls[0], .lease, flags: 3, credit: 2, reference: 5000)
            #expect(try lane.take() == .lease(calls[0], "5000"))
            lane.reply(calls[1], .lease, flags: 3, credit: 2, reference: .max)
            #expect(try lane.take() == .lease(calls[1], "\(UInt64.max)"))
            #expect(lane.standing == .init(taken: 2, passed: [2, 2], calls: 2))
            lane.reply(calls[0], .lease, flags: 3, credit: 2, reference: 5000)
            #expect(refuses(lane))
        }
    }

    @Test(arguments: [0, 2, 9, .max] as [UInt32]) func `a call that was not made is lent none`(_ callID: UInt32) throws
    {
        let lane = try BareLane()
        #expect(try lane.call() == 1)
        lane.reply(callID, .lease, flags: 3, credit: 1, reference: 5000)
        #expect(refuses(lane))
    }

    @Test(arguments: [false, true]) func `a payload in what was lent`(_ isLeft: Bool) throws {
        for byteCount in [0, 1, 4999, 5000] {
            let lane = try BareLane()
            let callID = try lane.call(7)
            lane.leavesAttachments = isLeft
            let mapping = try lane.lend(callID, 5000).mapForWriting()
            mapping.base.copyMemory(from: Self.bytes(5000), byteCount: 5000)
            lane.reply(callID, flags: 3, credit: 1, reference: UInt64(byteCount))
            let bytes = Self.bytes(byteCount)
            #expect(try lane.take() == .answer(.init(bytes: isLeft ? [] : bytes, callID: callID, method: 7)))
            #expect(lane.standing == .init(taken: 1, passed: [1, 1]))
            let large = try #require(lane.takeLarge(byteCount))
            #expect(Array(UnsafeRawBufferPointer(start: try large.load(), count: byteCount)) == bytes)
        }
    }

    @Test(arguments: [false, true]) func `more than was lent, what another was lent, or nothing`(_ isLeft: Bool) throws
    {
        for (place, byteCount) in [(0, UInt64(5001)), (0, .max), (1, 1), (1, 0)] {
            let lane = try BareLane()
            let calls = try (0..<2).map { _ in try lane.call() }
            lane.leavesAttachments = isLeft
            _ = try lane.lend(calls[0], 5000)
            lane.reply(calls[place], flags: 3, credit: 2, reference: byteCount)
            #expect(refuses(lane))
            lane.refuse(calls[1], "no")
            #expect(refuses(lane))
        }
    }

    @Test func `one that was refused room fails in the words of the host, and only if the plugin says so`() throws {
        let bad = UInt16(OUTBOARD_ERROR_BAD_RESULT)
        for (kind, ordinal, isRefused, isReplaced) in [
            (RecordKind.error, bad, true, true), (.error, bad, false, false), (.error, bad &- 1, true, false),
            (.reply, 0, true, false),
        ] {
            let lane = try BareLane()
            let callID = try lane.call()
            if isRefused { lane.refuse(callID, "it is too large") }
            lane.reply(callID, kind, method: ordinal, length: 8, credit: 1)
            let bytes = isReplaced ? WireBytes.encode("it is too large").bytes : Array(BareLane.body.prefix(8))
            #expect(
                try lane.take()
                    == .answer(.init(bytes: bytes, callID: callID, error: kind == .error ? ordinal : nil)))
            #expect(lane.standing.leases == 0)
        }
    }
}
