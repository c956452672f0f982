import NotesInterface
import OutboardSystem
import OutboardTesting
import TestLoad
import Testing

@testable import OutboardCore

/// In which order one-way calls are run, and that each of them is.
@Suite(.serialized) struct OneWayOrderTests {
    @Test(arguments: [(1, 2), (1, 64), (2, 4), (3, 64)])
    func `each thread's calls keep their order, whatever others do`(_ lanes: Int, _ slots: Int) async throws {
        let pair = try NotesPair(lanes: lanes, slots: slots)
        defer { pair.end() }
        let notes = pair.notes
        let count = TestLoad.scaled(4000)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for sender in 0..<6 {
                group.addTask {
                    try await Threads.run {
                        for number in 0..<count {
                            try notes.note(number, from: sender)
                            // Some wait for answers, which hold lanes; all see what they sent.
                            if sender < 3, number % 16 == sender {
                                guard try notes.notes(from: sender).last == number else { return false }
                            }
                        }
                        return try notes.notes(from: sender) == Array(0..<count)
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(pair.book.count() == 6 * count)
    }

    @Test func `a thread whose lane is in use sends over another, and waits until its call has been run`() async throws
    {
        let pair = try NotesPair(lanes: 2)
        defer { pair.end() }
        let notes = pair.notes
        let book = pair.book
        let seen = try await Threads.run {
            // The pipeline holds the thread's lane.
            try notes.caller.pipeline { _ in
                try (0..<50).map { number in
                    try notes.note(number, from: 1)
                    return book.count() == number + 1
                }
            }
        }
        #expect(seen.allSatisfy { $0 } && book.notes(from: 1) == Array(0..<50))
    }

    @Test func `nothing of a thread passes its own one-way calls, also where its lane is in use`() async throws {
        let pair = try NotesPair(lanes: 2)
        defer { pair.end() }
        let notes = pair.notes
        let pool = notes.caller.binding.channel.pool
        let order = try await Threads.run {
            try notes.rest(milliseconds: 30)
            // Another takes the lane that the first call is on.
            let own = pool.ownLane
            guard pool.take(own, from: LanePool.State.behind) else { return "nothing is behind" }
            defer { pool.give(own, as: LanePool.State.behind) }
            let count = try notes.count()
            return count == 1 ? "in order" : "passed"
        }
        #expect(order == "in order")
        // A thread that sent nothing does not wait.
        let other = try await Threads.run {
            try notes.rest(milliseconds: -1)
            let own = pool.ownLane
            let isMine = pool.oneWayCalls(on: own) == .mine
            let others = try Self.threadOfLane(pool, own) {
                pool.oneWayCalls(on: own) == .others ? try notes.count() : -1
            }
            return (isMine, others)
        }
        #expect(other.0 && other.1 == 1)
    }

    /// Runs a closure on a thread whose own lane is a certain one, and that shares no bit with the calling thread.
    private static func threadOfLane(
        _ pool: LanePool, _ lane: Int, _ body: @escaping @Sendable () throws -> Int
    ) throws -> Int {
        let bit = ThreadSlot.current & 63
        for _ in 0..<1000 {
            let box = OneShot<Int?>()
            try DedicatedThread.start(named: "test") {
                box.fulfil(pool.ownLane == lane && ThreadSlot.current & 63 != bit ? (try? body()) ?? -2 : nil)
            }
            if let found = box.wait() ?? nil { return found }
        }
        return -3
    }

    @Test func `all calls with await keep their order`() async throws {
        let pair = try NotesPair(slots: 8)
        defer { pair.end() }
        let notes = pair.notes
        let count = TestLoad.scaled(3000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<8 {
                group.addTask {
                    for number in 0..<count {
                        try await notes.caller.sendAsync(NotesClient.Call.note(number, from: sender))
                        if number % 100 == 99 { try await notes.waitLater(milliseconds: 0) }
                    }
                    let all = try await notes.caller.callAsync(MethodCall<NotesClient, [Int]>(7, sender))
                    #expect(all == Array(0..<count))
                }
            }
            try await group.waitForAll()
        }
        #expect(pair.book.count() == 8 * count)
    }

    @Test func `answers that are older than what the plugin said meanwhile are no lies`() async throws {
        // A call is under way while more one-way calls pass it than a credit can count.
        let pair = try NotesPair(slots: 4)
        defer { pair.end() }
        let notes = pair.notes
        async let old: Void = notes.waitLater(milliseconds: -1)
        #expect(try await pair.gate.waitForArrivals(1))
        for round in 0..<TestLoad.scaled(150) {
            for number in 0..<1000 { try await notes.caller.sendAsync(NotesClient.Call.note(number, from: 1)) }
            if round % 10 == 0 {
                let found = try await notes.caller.callAsync(NotesClient.Call.count())
                #expect(found == (round + 1) * 1000)
            }
        }
        pair.gate.open()
        try await old
        #expect(try await notes.caller.callAsync(NotesClient.Call.count()) == TestLoad.scaled(150) * 1000)
    }
}
