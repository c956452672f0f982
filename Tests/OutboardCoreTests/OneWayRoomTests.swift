import NotesInterface
import OutboardTesting
import Testing

@testable import OutboardCore

/// One-way calls of which a plugin has as many as there is room for.
@Suite(.serialized) struct OneWayRoomTests {
    /// Makes a pair whose worker rests until the gate is open, and fills its ring: the last one is under way.
    private func full(
        lanes: Int = 1, slots: Int, waiting: WaitPolicy = .adaptive, timeout: Duration? = Patience.duration
    ) async throws -> NotesPair {
        let pair = try NotesPair(lanes: lanes, slots: slots, blockBytes: 64, waiting: waiting, timeout: timeout)
        let notes = pair.notes
        try await Threads.run {
            try notes.rest(milliseconds: -1)
            for number in 1..<slots { try notes.note(number, from: 1) }
        }
        #expect(try await pair.gate.waitForArrivals(1))
        return pair
    }

    @Test(arguments: [WaitPolicy.park, .adaptive, .spin, .handoff])
    func `a caller waits until there is room`(_ policy: WaitPolicy) async throws {
        for slots in [2, 8] {
            let pair = try await full(slots: slots, waiting: policy)
            defer { pair.end() }
            let notes = pair.notes
            async let waiting: Void = Threads.run {
                for number in slots..<(slots * 3) { try notes.note(number, from: 1) }
            }
            try await Threads.run { Threads.sleep(milliseconds: 20) }
            #expect(pair.book.count() == 0)
            pair.gate.open()
            try await waiting
            #expect(try await pair.waitForNotes(slots * 3 - 1, from: 1))
            #expect(pair.book.notes(from: 1) == Array(1..<(slots * 3)))
        }
    }

    @Test func `a caller that may not wait fails, and one with little time does in its time`() async throws {
        let pair = try await full(slots: 4)
        defer { pair.end() }
        let notes = pair.notes
        let errors = try await Threads.run {
            (0..<20).map { _ in Caught.error { try notes.backPressure(.fail).note(9, from: 1) } }
                + [Caught.error { try notes.timeout(.milliseconds(30)).note(9, from: 1) }]
                + [Caught.error { try notes.deadline(in: .milliseconds(30)).note(9, from: 1) }]
                + [Caught.error { try notes.timeout(.milliseconds(30)).rest(milliseconds: -1) }]
                // A call that is waited for needs room as well.
                + [Caught.error { _ = try notes.timeout(.milliseconds(30)).count() }]
                + [Caught.error { _ = try notes.backPressure(.fail).count() }]
        }
        #expect(
            errors.map(\.?.code) == Array(repeating: .busy, count: 20) + [
                .timeout, .timeout, .timeout, .timeout, .busy,
            ])
        #expect(errors.allSatisfy { $0?.mayHaveExecuted == false })
        pair.gate.open()
        let count = try await Threads.run {
            try notes.note(4, from: 1)
            return try notes.count()
        }
        #expect(count == 5)
        #expect(pair.book.notes(from: 1) == [1, 2, 3, 4])
    }

    @Test func `a call that is waited for gets its room too`() async throws {
        let pair = try await full(slots: 4)
        defer { pair.end() }
        let notes = pair.notes
        async let count = Threads.run { try notes.count() }
        try await Threads.run { Threads.sleep(milliseconds: 20) }
        pair.gate.open()
        #expect(try await count == 4)
    }

    @Test func `a pipeline and a batch on a full lane get their room`() async throws {
        for slots in [2, 8] {
            let pair = try await full(slots: slots)
            defer { pair.end() }
            let notes = pair.notes
            async let counts = Threads.run {
                notes.batch(Array(repeating: NotesClient.Call.count(), count: 30)).map { try? $0.get() }
            }
            try await Threads.run { Threads.sleep(milliseconds: 20) }
            pair.gate.open()
            #expect(try await counts == Array(repeating: slots, count: 30))
            let again = try await Threads.run {
                try notes.note(1, from: 1)
                return try notes.caller.pipeline { pipeline in
                    for _ in 0..<pipeline.capacity { try pipeline.submit(NotesClient.Call.count()) }
                    var found: [Int] = []
                    while pipeline.inFlight > 0 {
                        found.append(
                            try pipeline.next { (reader: inout WireReader) throws(WireError) in try reader.next() })
                    }
                    return found
                }
            }
            #expect(again == Array(repeating: slots + 1, count: slots))
        }
    }

    @Test func `one payload larger than a block is under way at a time`() async throws {
        let pair = try NotesPair(slots: 8, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        let notes = pair.notes
        let sizes = [1000, 10_000, 2000, 100]
        let codes = try await Threads.run {
            try notes.rest(milliseconds: -1)
            try notes.note(bytes: LocalProbe.bytes(sizes[0]))
            // Smaller ones pass no one, and fit.
            try notes.note(1, from: 1)
            return [1000, 10_000].map { size in
                Caught.error { try notes.backPressure(.fail).note(bytes: LocalProbe.bytes(size)) }?.code
            }
        }
        #expect(codes == [.busy, .busy])
        async let waiting: Void = Threads.run {
            for size in sizes[1...] { try notes.note(bytes: LocalProbe.bytes(size)) }
        }
        try await Threads.run { Threads.sleep(milliseconds: 20) }
        pair.gate.open()
        try await waiting
        #expect(try await pair.waitForNotes(4, from: -1))
        #expect(pair.book.notes(from: -1) == sizes.map { Notebook.checksum(LocalProbe.bytes($0)) })
    }

    @Test(arguments: [WaitPolicy.park, .adaptive])
    func `a death ends the wait`(_ policy: WaitPolicy) async throws {
        let pair = try await full(slots: 4, waiting: policy)
        defer { pair.end() }
        let notes = pair.notes
        async let error = Threads.run { Caught.error { try notes.note(9, from: 1) } }
        try await Threads.run { Threads.sleep(milliseconds: 20) }
        pair.plugin.die("as told")
        let found = try await error
        #expect(found?.code == .notSent && found?.message.contains("as told") == true, "\(found as Any)")
    }

    @Test func `late answers on the same lane do not block it`() async throws {
        // One lane, so that a call that was given up and one-way calls share it.
        let pair = try NotesPair(slots: 4)
        defer { pair.end() }
        let notes = pair.notes
        for _ in 0..<20 {
            // On a busy machine the answer may come in time.
            let code = try await Threads.run {
                Caught.error { try notes.timeout(.milliseconds(5)).wait(milliseconds: 20) }?.code
            }
            #expect(code == .timeout || code == nil)
            let before = pair.book.count()
            let after = try await Threads.run {
                for number in 0..<20 { try notes.note(number, from: 1) }
                return try notes.count()
            }
            #expect(after == before + 20)
        }
    }

    @Test func `tasks wait for room, in their order`() async throws {
        for slots in [2, 8] {
            let pair = try NotesPair(slots: slots)
            defer { pair.end() }
            let notes = pair.notes
            try await notes.caller.sendAsync(NotesClient.Call.rest(milliseconds: -1))
            #expect(try await pair.gate.waitForArrivals(1))
            for number in 1..<slots { try await notes.caller.sendAsync(NotesClient.Call.note(number, from: 1)) }
            let error = await #expect(throws: OutboardError.self) {
                try await notes.backPressure(.fail).caller.sendAsync(NotesClient.Call.note(0, from: 1))
            }
            #expect(error?.code == .busy)
            let late = await #expect(throws: OutboardError.self) {
                try await notes.timeout(.milliseconds(20)).caller.sendAsync(NotesClient.Call.note(0, from: 1))
            }
            #expect(late?.code == .timeout && late?.mayHaveExecuted == false)
            let busy = await #expect(throws: OutboardError.self) {
                try await notes.backPressure(.fail).waitLater(milliseconds: 0)
            }
            #expect(busy?.code == .busy)
            let cancelled = Task { try await notes.caller.sendAsync(NotesClient.Call.note(0, from: 1)) }
            try await Threads.run { Threads.sleep(milliseconds: 10) }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            let waiting = Task {
                for number in slots..<100 { try await notes.caller.sendAsync(NotesClient.Call.note(number, from: 1)) }
                try await notes.waitLater(milliseconds: 0)
            }
            try await Threads.run { Threads.sleep(milliseconds: 10) }
            #expect(pair.book.count() == 0)
            pair.gate.open()
            try await waiting.value
            #expect(pair.book.notes(from: 1) == Array(1..<100))
        }
    }

    @Test func `tasks that wait for room all end with the plugin`() async throws {
        let pair = try NotesPair(slots: 4)
        defer { pair.end() }
        let notes = pair.notes
        try await notes.caller.sendAsync(NotesClient.Call.rest(milliseconds: -1))
        for number in 1..<4 { try await notes.caller.sendAsync(NotesClient.Call.note(number, from: 1)) }
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    do { try await notes.caller.sendAsync(NotesClient.Call.note(9, from: 1)) } catch {
                        tally.count((error as? OutboardError)?.code.description ?? "\(error)")
                    }
                }
            }
            try? await Threads.run { Threads.sleep(milliseconds: 20) }
            pair.plugin.die()
        }
        #expect(tally["notSent"] == 500, "\(tally.all)")
    }

    @Test func `methods that suspend are bounded as well`() async throws {
        let pair = try NotesPair(slots: 4)
        defer { pair.end() }
        let notes = pair.notes
        // Four suspend; the fifth is taken and holds the worker; four more fill the ring, but for the one under way.
        let sent = Tally()
        let task = Task {
            for number in 0..<12 {
                try await notes.noteLater(number, milliseconds: -1)
                sent.count("sent")
            }
        }
        #expect(try await pair.gate.waitForArrivals(4))
        for _ in 0..<Patience.seconds * 100 where sent["sent"] < 8 {
            try await Threads.run { Threads.sleep(milliseconds: 10) }
        }
        try await Threads.run { Threads.sleep(milliseconds: 50) }
        #expect(pair.gate.count == 4 && sent["sent"] == 8)
        pair.gate.open()
        try await task.value
        #expect(try await pair.waitForNotes(12, from: -3))
        #expect(pair.book.notes(from: -3).sorted() == Array(0..<12))
    }
}
