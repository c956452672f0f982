import OutboardRing
import Testing

@testable import OutboardCore

/// How many requests a plugin has taken: answers say it, and between them a word in its segment.
@Suite struct TakenCountTests {
    @Test func `a count that was reached, over the wrap of counting as well`() throws {
        let lane = try BareLane()
        _ = try (0..<3).map { _ in try lane.call() }
        lane.saysTaken = 2
        try lane.learnTaken()
        #expect([0, 1, 2].allSatisfy { lane.hasTaken($0) } && lane.hasTaken(.max) && lane.hasTaken(0x8000_0002 &+ 1))
        #expect([3, 4, 0x7fff_ffff].allSatisfy { !lane.hasTaken($0) })
    }

    @Test func `the word counts, and answers that are older take nothing back`() throws {
        let lane = try BareLane()
        let calls = [try lane.call(), try lane.call()]
        try lane.send()
        lane.saysTaken = 3
        try lane.learnTaken()
        #expect(lane.standing == .init(taken: 3, unanswered: 3, calls: 2))
        try lane.send()
        lane.reply(calls[0], credit: 1)
        _ = try lane.take()
        #expect(
            lane.standing == .init(taken: 3, unanswered: 2, passed: [1, 1], calls: 1, oneWayEnds: [4, nil]))
        lane.reply(calls[1], credit: 4)
        _ = try lane.take()
        #expect(lane.standing == .init(taken: 4, passed: [2, 2]))
    }

    @Test func `without a call in flight no answer is older than the word`() throws {
        let lane = try BareLane()
        try lane.send()
        lane.saysTaken = 1
        try lane.learnTaken()
        #expect(lane.standing == .init(taken: 1))
        let callID = try lane.call()
        lane.reply(callID, credit: 2)
        #expect(try lane.take() == .answer(.init(callID: callID)))
        #expect(lane.standing == .init(taken: 2, passed: [1, 1]))
    }

    @Test(arguments: [2, 100, 0x7fff_ffff] as [UInt32]) func `the word may not count what was not sent`(_ lie: UInt32)
        throws
    {
        let lane = try BareLane()
        _ = try lane.call()
        lane.saysTaken = lie
        #expect(throws: ProtocolViolation.self) { try lane.learnTaken() }
        #expect(lane.standing == .init(calls: 1))
    }

    @Test(arguments: [0, 0x8000_0000, .max] as [UInt32]) func `a word that says less is no news`(_ word: UInt32) throws
    {
        let lane = try BareLane()
        _ = try lane.call()
        lane.saysTaken = word
        try lane.learnTaken()
        #expect(lane.standing == .init(calls: 1))
    }

    // MARK: The answer to the last call in flight

    @Test func `that one proves that all has been taken, and the word need not be looked at`() throws {
        let lane = try BareLane()
        let callID = try lane.call()
        lane.saysTaken = 100
        lane.reply(callID, .error, credit: 1)
        #expect(try lane.take() == .answer(.init(callID: callID, error: 0)))
    }

    @Test func `one that says that its call was not taken is a lie`() throws {
        let lane = try BareLane()
        lane.reply(try lane.call(), .error, credit: 0)
        #expect(throws: ProtocolViolation.self) { try lane.take() }
    }

    @Test func `unless the word says that it was`() throws {
        let lane = try BareLane()
        let callID = try lane.call()
        lane.saysTaken = 1
        lane.reply(callID, .error, credit: 0)
        #expect(try lane.take() == .answer(.init(callID: callID, error: 0)))
        #expect(lane.standing.taken == 1)
    }

    @Test func `one-way calls behind it may not have been taken`() throws {
        let lane = try BareLane()
        let callID = try lane.call()
        try lane.send()
        lane.reply(callID, .error, credit: 1)
        #expect(try lane.take() == .answer(.init(callID: callID, error: 0)))
        #expect(lane.standing == .init(taken: 1, passed: [1, 1], oneWayEnds: [2, nil]))
    }

    @Test func `others may be answered before all was taken`() throws {
        let lane = try BareLane()
        let calls = try (0..<2).map { _ in try lane.call() }
        lane.reply(calls[0], .error, credit: 1)
        #expect(try lane.take() == .answer(.init(callID: calls[0], error: 0)))
    }

    @Test func `a wish for room is no answer`() throws {
        let lane = try BareLane()
        let callID = try lane.call()
        lane.reply(callID, .lease, flags: 3, credit: 0, reference: 5000)
        #expect(try lane.take() == .lease(callID, "5000"))
    }

    // MARK: One-way calls that have been run

    @Test func `are forgotten when they are taken, and no sooner`() throws {
        let lane = try BareLane()
        for _ in 0..<3 { try lane.send() }
        for taken in UInt32(1)...3 {
            lane.saysTaken = taken
            try lane.learnTaken()
            #expect(lane.standing == .init(taken: taken, oneWayEnds: [taken < 3 ? 3 : nil, nil]))
        }
    }

    @Test func `have the bulk area until then`() throws {
        let lane = try BareLane()
        try lane.send(byteCount: 100)
        try lane.send()
        try lane.send()
        #expect(lane.standing == .init(bulkIsBusy: true, oneWayEnds: [3, 1]))
        lane.saysTaken = 1
        try lane.learnTaken()
        #expect(lane.standing == .init(taken: 1, oneWayEnds: [3, nil]))
        try lane.send(byteCount: 100)
        lane.saysTaken = 3
        try lane.learnTaken()
        #expect(lane.standing == .init(taken: 3, bulkIsBusy: true, oneWayEnds: [4, 4]))
    }

    @Test func `give back only their own`() throws {
        let lane = try BareLane()
        // First one that has it, so that what is known of it must be forgotten.
        try lane.send(byteCount: 100)
        lane.saysTaken = 1
        try lane.learnTaken()
        let callID = try lane.call(byteCount: 100)
        try lane.send(byteCount: 200)
        lane.saysTaken = 3
        try lane.learnTaken()
        #expect(lane.standing == .init(taken: 3, unanswered: 2, calls: 1, bulkIsBusy: true))
        lane.reply(callID, credit: 2)
        _ = try lane.take()
        #expect(!lane.standing.bulkIsBusy)
    }
}
