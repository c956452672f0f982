import Glibc
import NotesInterface
import Outboard
import Synchronization
import Testing

extension Integration {
    @Suite("One-way calls across generations")
    struct OneWaySupervisionTests {
        private final class Counter: Sendable {
            let count = Atomic<Int>(0)
        }

        private func notebook(_ change: (inout PluginOptions) -> Void = { _ in }) async throws -> SupervisedPlugin {
            var options = Probes.quiet
            options.callTimeout = .seconds(60)
            options.stopGrace = .milliseconds(500)
            change(&options)
            return try await SupervisedPlugin.start(
                at: Probes.folder + "/NotesPlugin", options: options, restart: Supervised.tireless)
        }

        @Test("A client made before the crash sends after it, on threads and in tasks, and to a group")
        func survives() async throws {
            let plugin = try await notebook()
            let notes = try plugin.client(NotesClient.self)
            let deadlined = notes.deadline(in: .seconds(120))
            let group = try PluginGroup([notes])
            try notes.note(0, from: 1)
            #expect(try notes.count() == 1)
            for round in 1...7 {
                try await Supervised.kill(plugin)
                let call = NotesClient.Call.note(round, from: 1)
                // Nothing waits for the next generation but the calls themselves.
                switch round {
                case 1: try notes.note(round, from: 1)
                case 2: try deadlined.note(round, from: 1)
                case 3: try notes.note(bytes: [UInt8](repeating: 1, count: 3 << 20))
                case 4: try await PluginPlace.onThread { for result in group.send(call) { try result.get() } }
                case 5: try await notes.caller.sendAsync(call)
                case 6: for result in await group.send(call) { try result.get() }
                default: try await notes.noteLater(round, milliseconds: 0)
                }
                // The calls of one thread are run in their order, those of tasks as well; others in any order.
                if round > 3 { #expect(try await Self.waitForNotes(notes)) } else { #expect(try notes.count() == 1) }
            }
            #expect(plugin.generation == 8)
            await plugin.stop()
            let error = #expect(throws: OutboardError.self) { try notes.note(9, from: 1) }
            #expect(error?.code == .notSent)
            let later = await #expect(throws: OutboardError.self) { try await notes.noteLater(9, milliseconds: 0) }
            #expect(later?.code == .notSent)
        }

        @Test("A sender that waits for room goes on in the next generation, and what was not run is lost")
        func full() async throws {
            let plugin = try await notebook { $0.lanes = 1 }
            let notes = try plugin.client(NotesClient.self)
            let sent = Counter()
            async let numbers = PluginPlace.onThread {
                try notes.rest(milliseconds: 60_000)
                for number in 0..<100 {
                    try notes.note(number, from: 1)
                    sent.count.add(1, ordering: .relaxed)
                }
                return try notes.notes(from: 1)
            }
            // The ring has room for 63 of them, behind the one that rests.
            while sent.count.load(ordering: .relaxed) < 63 { try await Task.sleep(for: .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(100))
            try await Supervised.kill(plugin)
            #expect(try await numbers == Array(63..<100))
            #expect(plugin.generation == 2)
            await plugin.stop()
        }

        /// Waits until there is a note; false if none comes.
        private static func waitForNotes(_ notes: NotesClient) async throws -> Bool {
            for _ in 0..<60_000 {
                if try await notes.caller.callAsync(NotesClient.Call.count()) == 1 { return true }
                try await Task.sleep(for: .milliseconds(1))
            }
            return false
        }
    }
}
