import NotesInterface
import OutboardRing
import OutboardTesting
import Testing

@testable import OutboardCore

/// Calls that nobody waits for.
@Suite struct OneWayTests {
    @Test(arguments: [WaitPolicy.park, .adaptive])
    func `they are run once, in order, and before the thread's next call`(_ policy: WaitPolicy) async throws {
        for (lanes, slots) in [(1, 2), (1, 64), (3, 2), (3, 8)] {
            let pair = try NotesPair(lanes: lanes, slots: slots, waiting: policy)
            defer { pair.end() }
            let notes = pair.notes
            let found = try await Threads.run { () -> [Int] in
                for number in 0..<1000 {
                    try notes.note(number, from: 1)
                    if number % 100 == 99, try notes.count() != number + 1 { return [] }
                }
                return try notes.notes(from: 1)
            }
            #expect(found == Array(0..<1000))
        }
    }

    @Test(arguments: [2, 4, 64])
    func `arguments of every size arrive whole, by threads and by tasks`(_ slots: Int) async throws {
        // In the record, in the block, in the bulk area, in attachments: each is used again when its call has been run.
        let pair = try NotesPair(slots: slots, blockBytes: 256, bulkBytes: 8192)
        defer { pair.end() }
        let notes = pair.notes
        let sizes = [0, 30, 44, 45, 200, 252, 253, 5000, 8188, 8189, 100_000]
        let all = (0..<300).map { LocalProbe.bytes(sizes[$0 * 7 % sizes.count], seed: $0) }
        let expected = all.map { Notebook.checksum($0) }
        let found = try await Threads.run {
            for bytes in all { try notes.note(bytes: bytes) }
            return try notes.notes(from: -1)
        }
        #expect(found == expected)
        for bytes in all { try await notes.caller.sendAsync(NotesClient.Call.note(bytes: bytes)) }
        #expect(try await pair.waitForNotes(600, from: -1))
        #expect(pair.book.notes(from: -1) == expected + expected)
        // With a deadline there is less room in the record.
        let patient = notes.deadline(in: Patience.duration)
        let again = try await Threads.run {
            for bytes in all { try patient.note(bytes: bytes) }
            return try patient.notes(from: -1)
        }
        #expect(again == expected + expected + expected)
    }

    @Test func `what they throw is counted, and nothing else suffers`() async throws {
        let pair = try NotesPair()
        defer { pair.end() }
        let notes = pair.notes
        let count = try await Threads.run {
            for number in 0..<50 {
                try notes.fail(reason: "as told")
                // Arguments that do not decode.
                try notes.caller.send(1, byteCount: 4) { UInt32.max.encode(into: &$0) }
                try notes.note(number, from: 1)
            }
            return try notes.count()
        }
        #expect(count == 50)
        #expect(pair.plugin.oneWayFailures == 100)
        // A task that throws after a suspension.
        try await notes.noteLater(-1, milliseconds: 1)
        try await notes.caller.sendAsync(3, byteCount: 8) { 1.encode(into: &$0) }
        for _ in 0..<Patience.seconds * 100 where pair.plugin.oneWayFailures < 102 {
            try await Threads.run { Threads.sleep(milliseconds: 10) }
        }
        #expect(pair.plugin.oneWayFailures == 102)
    }

    @Test func `only what is described as one-way is sent so, and it may be waited for all the same`() async throws {
        let pair = try NotesPair()
        defer { pair.end() }
        let caller = pair.notes.caller
        let codes = try await Threads.run {
            [8, 11, .max].map { (method: UInt16) in
                Caught.error { try caller.send(method, byteCount: 0) { _ in } }?.code
            }
        }
        #expect(codes == [.invalidConfiguration, .invalidConfiguration, .invalidConfiguration])
        let error = await #expect(throws: OutboardError.self) { try await caller.sendAsync(9, byteCount: 8) { _ in } }
        #expect(error?.code == .invalidConfiguration)
        // A call of the other kind is answered when the method has ended.
        let call = MethodCall<NotesClient, Void>(0, 7, 1)
        try await Threads.run { try caller.call(call) }
        #expect(pair.book.notes(from: 1) == [7])
        try await caller.callAsync(MethodCall<NotesClient, Void>(3, 8, 1))
        #expect(pair.book.notes(from: -3) == [8])
        let thrown = try await Threads.run {
            Result { try caller.call(MethodCall<NotesClient, Void>(4, "reason")) }
        }
        #expect(throws: RemoteError.self) { try thrown.get() }
        #expect(pair.plugin.oneWayFailures == 0)
    }

    @Test func `an announced size that is wrong leaves the lane usable`() async throws {
        let pair = try NotesPair(slots: 2, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        let notes = pair.notes
        let codes = try await Threads.run {
            [8, 60, 2000, 5000].flatMap { size in
                (0..<5).map { _ in Caught.error { try notes.caller.send(1, byteCount: size) { _ in } }?.code }
            }
        }
        #expect(codes == Array(repeating: .invalidPayload, count: 20))
        for size in [8, 60, 2000, 5000] {
            let error = await #expect(throws: OutboardError.self) {
                try await notes.caller.sendAsync(1, byteCount: size) { _ in }
            }
            #expect(error?.code == .invalidPayload)
        }
        let found = try await Threads.run {
            for number in 0..<10 { try notes.note(number, from: 1) }
            try notes.note(bytes: LocalProbe.bytes(3000))
            return try (notes.notes(from: 1), notes.notes(from: -1))
        }
        #expect(found == (Array(0..<10), [Notebook.checksum(LocalProbe.bytes(3000))]))
    }

    @Test func `too much is refused`() async throws {
        let plugin = try InProcessPlugin(serving: NotesDispatcher(Notebook()), maximumPayloadBytes: 1000)
        defer { plugin.stop() }
        let notes = try plugin.client(NotesClient.self)
        let code = try await Threads.run { Caught.error { try notes.note(bytes: LocalProbe.bytes(2000)) }?.code }
        #expect(code == .payloadTooLarge)
        let error = await #expect(throws: OutboardError.self) {
            try await notes.caller.sendAsync(NotesClient.Call.note(bytes: LocalProbe.bytes(2000)))
        }
        #expect(error?.code == .payloadTooLarge)
    }

    @Test func `their methods know the deadline, and are never cancelled`() async throws {
        let pair = try NotesPair()
        defer { pair.end() }
        let notes = pair.notes
        try await Threads.run {
            try notes.noteContext()
            try notes.deadline(in: .seconds(1000)).noteContext()
            _ = try notes.count()
        }
        let left = pair.book.notes(from: -4)
        #expect(left.count == 2 && left[0] == -1 && (1...1_000_000).contains(left[1]), "\(left)")
    }

    @Test func `a deadline that has passed is noticed before they are sent`() async throws {
        let pair = try NotesPair()
        defer { pair.end() }
        let late = pair.notes.deadline(in: .zero)
        let code = try await Threads.run { Caught.error { try late.note(1, from: 1) }?.code }
        #expect(code == .timeout)
        let error = await #expect(throws: OutboardError.self) { try await late.noteLater(1, milliseconds: 0) }
        #expect(error?.code == .timeout && error?.mayHaveExecuted == false)
        #expect(pair.book.count() == 0)
    }

    @Test func `those that were sent before a stop are run, those after it fail`() async throws {
        for _ in 0..<20 {
            let pair = try NotesPair(lanes: 2, slots: 1024)
            let notes = pair.notes
            try await Threads.run {
                for number in 0..<1000 { try notes.note(number, from: 1) }
                pair.plugin.stop()
            }
            let code = try await Threads.run { Caught.error { try notes.note(1, from: 2) }?.code }
            #expect(code == .notSent)
            let error = await #expect(throws: OutboardError.self) { try await notes.noteLater(1, milliseconds: 0) }
            #expect(error?.code == .notSent)
            #expect(try await pair.waitForNotes(1000, from: 1))
            #expect(pair.book.notes(from: 1) == Array(0..<1000))
        }
    }

    @Test func `a group sends to all`() async throws {
        let pairs = try (0..<3).map { _ in try NotesPair() }
        defer { for pair in pairs { pair.end() } }
        pairs[1].plugin.die()
        let group = try PluginGroup(pairs.map(\.notes))
        let sent = try await Threads.run {
            group.send(NotesClient.Call.note(1, from: 1)).map { (try? $0.get()) != nil }
        }
        #expect(sent == [true, false, true])
        let later = await group.send(NotesClient.Call.note(2, from: 1)).map { (try? $0.get()) != nil }
        #expect(later == [true, false, true])
        for pair in [pairs[0], pairs[2]] {
            #expect(try await pair.waitForNotes(2, from: 1))
            #expect(pair.book.notes(from: 1).sorted() == [1, 2])
        }
    }
}
