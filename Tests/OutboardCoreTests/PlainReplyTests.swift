import OutboardRing
import Testing

@testable import OutboardCore

/// The two short ways of taking a reply let through what is plain, and leave all else as it lies, for the longer way.
///
/// Each test breaks one condition, and keeps to all others.
@Suite struct PlainReplyTests {
    private static let otherKinds = (UInt8(0)...12).filter { $0 != RecordKind.reply.rawValue } + [127, 128, 254, 255]
    private static let tooLong = [49, 50, 64, 255, 0x7fff, 0xffff]

    /// Whether a reply is left as it lies.
    private func leaves(_ lane: BareLane, _ wanted: UInt32) -> Bool {
        let before = lane.standing
        return lane.takePlain(wanted) == nil && lane.standing == before
    }

    // MARK: Among others on the lane

    @Test(arguments: [0, 1, 8, 47, 48]) func `the result of the only call is taken`(_ length: Int) throws {
        let lane = try BareLane()
        let callID = try lane.call(7)
        lane.reply(callID, length: length, credit: 1)
        #expect(lane.takePlain(callID) == .init(bytes: Array(BareLane.body.prefix(length)), callID: callID, method: 7))
        #expect(lane.standing == .init(taken: 1, passed: [1, 1]))
    }

    @Test func `the results of several are taken, in any order, also before all were taken`() throws {
        let lane = try BareLane()
        let calls = try (0..<3).map { try lane.call($0) }
        lane.reply(calls[1], length: 3, credit: 2)
        lane.reply(calls[0], length: 4, credit: 2)
        lane.reply(calls[2], length: 5, credit: 3)
        for (place, method) in [1, 0, 2].enumerated() {
            let given = lane.takePlain(calls[method])
            #expect(
                given
                    == .init(
                        bytes: Array(BareLane.body.prefix(place + 3)), callID: calls[method], method: UInt16(method)))
            let passed = UInt32(place + 1)
            #expect(
                lane.standing == .init(taken: max(2, passed), passed: [passed, passed], calls: 2 - place))
        }
    }

    @Test func `an answer to another call`() throws {
        let lane = try BareLane()
        let calls = try (0..<2).map { _ in try lane.call() }
        lane.reply(calls[1], credit: 2)
        #expect(leaves(lane, calls[0]))
        #expect(try lane.take() == .answer(.init(callID: calls[1])))
    }

    @Test(arguments: otherKinds) func `another kind`(_ kind: UInt8) throws {
        let lane = try BareLane()
        let callID = try lane.call()
        lane.reply(callID, RecordKind(rawValue: kind), credit: 1)
        #expect(leaves(lane, callID))
    }

    @Test(arguments: (0..<8).map { UInt8(1) << $0 } + [3, 0xff]) func `a flag`(_ flags: UInt8) throws {
        let lane = try BareLane()
        let callID = try lane.call()
        lane.reply(callID, flags: flags, credit: 1)
        #expect(leaves(lane, callID))
    }

    @Test(arguments: tooLong) func `more bytes than a record has`(_ length: Int) throws {
        let lane = try BareLane()
        let callID = try lane.call()
        lane.reply(callID, length: length, credit: 1)
        #expect(leaves(lane, callID))
        #expect(throws: ProtocolViolation.self) { try lane.take() }
    }

    @Test(arguments: [3, 4, 8, 0x7fff, 0x8000, 0xffff]) func `a credit for what was not sent`(_ credit: Int) throws {
        let lane = try BareLane()
        let calls = try (0..<2).map { _ in try lane.call() }
        lane.reply(calls[0], credit: credit)
        #expect(leaves(lane, calls[0]))
        #expect(throws: ProtocolViolation.self) { try lane.take() }
        #expect(lane.standing == .init(calls: 2))
    }

    @Test(arguments: [1, 2, 9, 0, .max] as [UInt32]) func `a call that was answered, given up or never made`(
        _ callID: UInt32
    ) throws {
        let lane = try BareLane()
        #expect(try [lane.call(), lane.call()] == [1, 2])
        lane.reply(1, credit: 1)
        #expect(lane.takePlain(1) != nil)
        lane.giveUp(2)
        lane.reply(callID, credit: 2)
        #expect(leaves(lane, callID))
        // The others end a plugin.
        if callID == 2 {
            #expect(try lane.take() == .dropped)
        } else {
            #expect(throws: ProtocolViolation.self) { try lane.take() }
        }
    }

    @Test func `the answer to one that was given up`() throws {
        let lane = try BareLane()
        let calls = try (0..<2).map { _ in try lane.call() }
        lane.giveUp(calls[0])
        lane.reply(calls[0], credit: 2)
        #expect(leaves(lane, calls[0]))
        #expect(try lane.take() == .dropped)
        #expect(lane.standing == .init(taken: 2, passed: [1, 1], calls: 1))
    }

    @Test func `the answer to the last call, before that was taken`() throws {
        let lane = try BareLane()
        let calls = try (0..<2).map { _ in try lane.call() }
        lane.reply(calls[1], credit: 1)
        #expect(lane.takePlain(calls[1]) != nil)
        lane.reply(calls[0], credit: 1)
        #expect(leaves(lane, calls[0]))
        #expect(throws: ProtocolViolation.self) { try lane.take() }
    }

    @Test func `while arguments lie in the bulk area`() throws {
        let lane = try BareLane()
        let callID = try lane.call(byteCount: 100)
        lane.reply(callID, credit: 1)
        #expect(leaves(lane, callID))
        #expect(try lane.take() == .answer(.init(callID: callID)))
        #expect(lane.standing == .init(taken: 1, passed: [1, 1]))
    }

    @Test func `while anything is lent`() throws {
        let lane = try BareLane()
        let calls = try (0..<2).map { _ in try lane.call() }
        _ = try lane.lend(calls[0], 5000)
        lane.reply(calls[0], credit: 2)
        #expect(leaves(lane, calls[0]))
        #expect(try lane.take() == .answer(.init(callID: calls[0])))
        #expect(lane.standing == .init(taken: 2, passed: [1, 1], calls: 1))
    }

    // MARK: Alone on the lane

    @Test(arguments: [0, 1, 47, 48, 64, 512], [64, 512, 1024])
    func `the result of a call that is alone is taken`(_ length: Int, _ blockBytes: Int) throws {
        for (flags, bytes) in [(UInt8(0), BareLane.body), (1, BareLane.block)]
        where length <= (flags == 0 ? 48 : blockBytes) {
            let lane = try BareLane(blockBytes: blockBytes)
            lane.reply(lane.callAlone(), flags: flags, length: length, credit: 1)
            #expect(lane.takeAlone() == Array(bytes.prefix(length)))
            #expect(lane.standing == .init(taken: 1, passed: [1, 1]))
        }
    }

    /// Whether a reply to the call that is alone is left as it lies.
    private func leavesAlone(
        blockBytes: Int = 64, _ reply: (BareLane, UInt32) -> Void
    ) throws -> Bool {
        let lane = try BareLane(blockBytes: blockBytes)
        reply(lane, lane.callAlone())
        let before = lane.standing
        return lane.takeAlone() == nil && lane.standing == before
    }

    @Test func `alone: nothing that was published`() throws {
        #expect(try leavesAlone { _, _ in })
    }

    @Test(arguments: [1, .max, 8, 0x8000_0000] as [UInt32]) func `alone: an answer to another`(_ step: UInt32) throws {
        #expect(try leavesAlone { lane, callID in lane.reply(callID &+ step, credit: 1) })
        #expect(try leavesAlone { lane, callID in lane.reply(callID &+ step, flags: 1, credit: 1) })
    }

    @Test(arguments: otherKinds) func `alone: another kind`(_ kind: UInt8) throws {
        for flags in [UInt8(0), 1] {
            #expect(
                try leavesAlone { lane, callID in
                    lane.reply(callID, RecordKind(rawValue: kind), flags: flags, credit: 1)
                })
        }
    }

    @Test(arguments: (1..<8).map { UInt8(1) << $0 } + [3, 0xff]) func `alone: a flag`(_ flags: UInt8) throws {
        #expect(try leavesAlone { lane, callID in lane.reply(callID, flags: flags, credit: 1) })
    }

    @Test(arguments: [0, 2, 0x8001, 0xffff]) func `alone: another credit`(_ credit: Int) throws {
        for flags in [UInt8(0), 1] {
            #expect(try leavesAlone { lane, callID in lane.reply(callID, flags: flags, credit: credit) })
        }
    }

    @Test(arguments: [1, 0x8000, 0xffff] as [UInt16]) func `alone: an ordinal`(_ method: UInt16) throws {
        #expect(try leavesAlone { lane, callID in lane.reply(callID, method: method, credit: 1) })
    }

    @Test(arguments: tooLong) func `alone: more bytes than a record has`(_ length: Int) throws {
        #expect(try leavesAlone { lane, callID in lane.reply(callID, length: length, credit: 1) })
    }

    @Test func `alone: more bytes than a block has, or than a caller has room for`() throws {
        for (blockBytes, length) in [(64, 65), (64, 512), (64, 0xffff), (1024, 513), (1024, 1024), (1024, 1025)] {
            #expect(
                try leavesAlone(blockBytes: blockBytes) { lane, callID in
                    lane.reply(callID, flags: 1, length: length, credit: 1)
                }, "\(length) of \(blockBytes)")
        }
    }

    @Test func `a call that is alone says where its arguments are`() throws {
        for byteCount in [0, 1, 47, 48, 49, 64] {
            let lane = try BareLane()
            let callID = lane.callAlone(7, byteCount: byteCount)
            let request = lane.request()
            let isInside = byteCount <= 48
            #expect(
                request.header
                    == RecordHeader(
                        kind: .call, callID: callID, method: 7, flags: isInside ? 0 : 1, length: UInt16(byteCount)))
            let place = isInside ? request.body : request.block
            #expect(Array(place.prefix(byteCount)) == Array(BareLane.block.prefix(byteCount)))
        }
    }

    @Test func `a call that is alone wakes a plugin that sleeps, and no other`() throws {
        let lane = try BareLane()
        // Words that were never written say that the plugin sleeps until the first request.
        for (credit, wakeUps) in [UInt64(1), 1, 2].enumerated() {
            if credit == 2 { lane.sleep() }
            let callID = lane.callAlone()
            #expect(lane.wakeUps == wakeUps)
            _ = lane.request()
            lane.reply(callID, credit: credit + 1)
            #expect(lane.takeAlone() != nil)
        }
    }

    @Test func `a call that is alone can be answered in the longer way`() throws {
        let lane = try BareLane()
        let callID = lane.callAlone(7)
        let opened = lane.enterAlone(callID, 7)
        #expect(opened == (callID, 7) && lane.standing.calls == 1)
        lane.reply(callID, .error, method: 3, length: 2, credit: 1)
        #expect(try lane.take() == .answer(.init(bytes: [1, 2], callID: callID, method: 7, error: 3)))
        #expect(lane.standing == .init(taken: 1, passed: [1, 1]))
    }
}
