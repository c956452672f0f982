import NotesInterface
import OutboardCore
import OutboardTesting

/// A notebook behind rings, in this process.
struct NotesPair {
    let gate: Gate
    let book: Notebook
    let plugin: InProcessPlugin<NotesDispatcher<Notebook>>
    let notes: NotesClient

    /// Time-outs are wide: they only end tests that hang.
    init(
        lanes: Int = 1, slots: Int = 64, blockBytes: Int = 4096, bulkBytes: Int = 1 << 20,
        waiting: WaitPolicy = .adaptive, timeout: Duration? = Patience.duration
    ) throws {
        let gate = Gate()
        self.gate = gate
        book = Notebook(pass: { gate.pass() }, passSuspended: { await gate.passSuspended() })
        plugin = try InProcessPlugin(
            serving: NotesDispatcher(book), lanes: lanes, slots: slots, blockBytes: blockBytes, bulkBytes: bulkBytes,
            waiting: waiting)
        notes = try plugin.client(NotesClient.self, timeout: timeout)
    }

    /// Lets waiting methods go and ends the pair.
    func end() {
        gate.open()
        plugin.stop()
    }

    /// Waits until there are so many notes of a sender; false if they do not come.
    func waitForNotes(_ count: Int, from sender: Int) async throws -> Bool {
        let book = self.book
        return try await Threads.run {
            for _ in 0..<Patience.seconds * 1000 {
                if book.notes(from: sender).count >= count { return true }
                Threads.sleep(milliseconds: 1)
            }
            return false
        }
    }
}
