import Glibc
import Logging
import NotesInterface
import Outboard
import OutboardRing
import ProbeInterface
import TestLoad
import Testing

@testable import OutboardCore

extension Integration {
    @Suite("One-way calls")
    struct OneWayTests {
        private static var path: String { Probes.folder + "/NotesPlugin" }

        private func withNotes(
            _ options: PluginOptions = Probes.quiet, _ body: (NotesClient, PluginHandle) async throws -> Void
        ) async throws {
            try await withPlugin(at: Self.path, options: options) { plugin in
                try await body(plugin.client(), plugin)
            }
        }

        /// How many records the plugin has taken, on all lanes.
        private func taken(_ notes: NotesClient) -> Int {
            let segments = notes.caller.binding.channel.parts.segments
            return (0..<segments.geometry.lanes).reduce(0) { $0 + Int(segments.pluginLane($1).control.taken) }
        }

        /// Waits until it has taken so many; false if it does not.
        private func hasTaken(_ count: Int, _ notes: NotesClient) -> Bool {
            for _ in 0..<60_000 {
                if taken(notes) >= count { return true }
                usleep(1000)
            }
            return false
        }

        @Test("A hundred thousand of four threads are run once each, in each thread's order", arguments: [1, 3])
        func exactlyOnce(_ lanes: Int) async throws {
            try await withNotes(.defaults { $0.lanes = lanes }) { notes, _ in
                let count = TestLoad.scaled(25_000)
                let wrong = await Probes.onThreadsLater(4) { sender in
                    do {
                        for number in 0..<count {
                            try notes.note(number, from: sender)
                            if number % 1000 == 999, try notes.notes(from: sender).count != number + 1 { return 1 }
                        }
                        return try notes.notes(from: sender) == Array(0..<count) ? 0 : 1
                    } catch {
                        return 1
                    }
                }
                #expect(wrong == 0)
                let total = try notes.count()
                #expect(total == 4 * count)
            }
        }

        @Test("Each wakes a plugin that sleeps", arguments: [WaitPolicy.park, .handoff, .adaptive])
        func wakes(_ policy: WaitPolicy) async throws {
            try await withNotes(.defaults { $0.waiting = policy }) { notes, _ in
                let late = await Probes.onThreadsLater(1) { _ in
                    for number in 1...300 {
                        guard (try? notes.note(number, from: 1)) != nil else { return -1 }
                        guard hasTaken(number, notes) else { return number }
                        if number % 3 == 0 { usleep(500) }
                    }
                    return 0
                }
                #expect(late == 0)
                #expect(try notes.notes(from: 1) == Array(1...300))
                for number in 1...50 {
                    try await notes.noteLater(number, milliseconds: 0)
                    #expect(hasTaken(301 + number, notes))
                }
            }
        }

        @Test("A plugin that is slower than its callers makes them wait", arguments: [WaitPolicy.park, .adaptive])
        func slow(_ policy: WaitPolicy) async throws {
            try await withNotes(.defaults { $0.waiting = policy }) { notes, _ in
                let wrong = await Probes.onThreadsLater(3) { sender in
                    do {
                        for number in 0..<200 {
                            if number % 10 == 0 { try notes.rest(milliseconds: 3) }
                            try notes.note(number, from: sender)
                        }
                        return try notes.notes(from: sender) == Array(0..<200) ? 0 : 1
                    } catch {
                        return 1
                    }
                }
                #expect(wrong == 0)
                for number in 0..<300 {
                    if number % 20 == 0 { try await notes.caller.sendAsync(NotesClient.Call.rest(milliseconds: 3)) }
                    try await notes.caller.sendAsync(NotesClient.Call.note(number, from: 9))
                }
                let all = try await notes.caller.callAsync(MethodCall<NotesClient, [Int]>(7, 9))
                #expect(all == Array(0..<300))
            }
        }

        @Test("A full ring ends in a time-out or at once, and nothing is lost by it")
        func full() async throws {
            try await withNotes(.defaults { $0.lanes = 1 }) { notes, plugin in
                // It rests for as long as the ring has to be full.
                StoppedProcess.stop(plugin.processID)
                let codes = await Self.onThread {
                    try notes.rest(milliseconds: 1)
                    var sent = 0
                    while Caught.code({ try notes.backPressure(.fail).note(sent, from: 1) }) == nil { sent += 1 }
                    let late = Caught.code { try notes.timeout(.milliseconds(50)).note(-1, from: 1) }
                    let deadline = Caught.code { try notes.deadline(in: .milliseconds(50)).note(-1, from: 1) }
                    StoppedProcess.release(plugin.processID)
                    try notes.note(sent, from: 1)
                    let isRight = try notes.notes(from: 1) == Array(0...sent)
                    return "\(sent) \(late as Any) \(deadline as Any) \(isRight)"
                }
                #expect(codes == "63 Optional(timeout) Optional(timeout) true")
            }
        }

        @Test("A caller that waits for room has the reason when the plugin dies")
        func deathWhileFull() async throws {
            for policy in [WaitPolicy.park, .adaptive] {
                try await withNotes(.defaults { $0.waiting = policy }) { notes, plugin in
                    let killer = Task.detached {
                        try await Task.sleep(for: .milliseconds(200))
                        kill(plugin.processID, SIGKILL)
                    }
                    let text = await Self.onThread {
                        try notes.rest(milliseconds: 60_000)
                        do {
                            for number in 0..<1000 { try notes.note(number, from: 1) }
                            return "sent"
                        } catch let error as OutboardError {
                            return "\(error.code) \(error.mayHaveExecuted) \(error.message)"
                        }
                    }
                    #expect(text.hasPrefix("notSent false") && text.contains("SIGKILL"), "\(text)")
                    try await killer.value
                    let later = await #expect(throws: OutboardError.self) {
                        try await notes.noteLater(1, milliseconds: 0)
                    }
                    #expect(later?.code == .notSent && later?.message.contains("SIGKILL") == true)
                }
            }
        }

        @Test("Killing at random moments ends every sender, with an error that says that its call was not sent")
        func randomKills() async throws {
            for round in 0..<30 {
                let plugin = try PluginHandle.startBlocking(at: Self.path, options: Probes.quiet)
                let notes = try plugin.client(NotesClient.self)
                let killer = Task {
                    try await Task.sleep(for: .microseconds(round * 53 % 2000))
                    kill(plugin.processID, SIGKILL)
                }
                let wrong = await Probes.onThreadsLater(3) { sender in
                    for number in 0... {
                        switch Caught.code({ try notes.note(number, from: sender) }) {
                        case nil: continue
                        case .notSent: return 0
                        // Where the thread's lane was in use.
                        case .lost: return 0
                        default: return 1
                        }
                    }
                    return 1
                }
                #expect(wrong == 0)
                try await killer.value
            }
        }

        @Test("A plugin that is ended by one fails the calls after it")
        func end() async throws {
            try await withNotes { notes, plugin in
                await Self.onThread {
                    try notes.end()
                    return ""
                }
                let fate = try await plugin.waitUntilEnded()
                #expect(fate.message.contains("status 3"), "\(fate.message)")
                let error = await #expect(throws: OutboardError.self) { try await notes.noteLater(1, milliseconds: 0) }
                #expect(error?.code == .notSent)
            }
        }

        @Test("What was sent before a stop is run, and what failed is in the log")
        func stop() async throws {
            let sink = LogSink()
            let options = PluginOptions.defaults {
                $0.logger = Logger(label: "test") { _ in sink.handler }
                $0.stopGrace = .seconds(60)
            }
            let plugin = try await PluginHandle.start(at: Self.path, options: options)
            let notes = try plugin.client(NotesClient.self)
            let sent = await Probes.onThreadsLater(4) { sender in
                var sent = 0
                for number in 0..<50 where (try? notes.note(number, from: sender)) != nil { sent += 1 }
                for _ in 0..<3 where (try? notes.fail(reason: "as told")) != nil { sent += 1 }
                if (try? notes.rest(milliseconds: 100)) != nil { sent += 1 }
                return sent
            }
            #expect(sent == 4 * 54)
            for number in 0..<10 { try await notes.noteLater(number, milliseconds: 50) }
            await plugin.stop()
            // The last words of all, in whatever order they come.
            let entries = try await sink.entries { $0.contains { $0.text == "noted 214" } && $0.count >= 3 }
            #expect(entries.contains { $0.text == "noted 214" }, "\(entries)")
            let first = "one-way call fail(reason:) failed: Failure: Failure(reason: \"as told\")"
            #expect(entries.contains { $0.level == .warning && $0.text.hasPrefix(first) }, "\(entries)")
            #expect(entries.contains { $0.text.contains("more one-way calls have failed") }, "\(entries)")
        }

        @Test("Host and plugin must agree that a method is one-way")
        func handshake() async throws {
            try await withNotes { _, plugin in
                let error = #expect(throws: OutboardError.self) { try plugin.client(WaitingNotesClient.self) }
                #expect(error?.code == .interfaceMismatch)
                let message = error?.message ?? ""
                #expect(message.contains("`note(_: Int64, from: Int64) -> Void`"), "\(message)")
                #expect(message.contains("`@OneWay note(_: Int64, from: Int64)`"), "\(message)")
            }
        }

        /// A client that waits for what is one-way.
        private struct WaitingNotesClient: InterfaceClient {
            static let interface = InterfaceDescriptor(
                "Notes", version: "1.0",
                methods: [
                    MethodDescriptor(
                        "note(_:from:)", [ParameterDescriptor("_", Int.self), ParameterDescriptor("from", Int.self)])
                ])
            var caller: Caller
        }

        @Test("A plugin written in C runs them, of all sizes and from all callers")
        func writtenInC() async throws {
            for policy in [WaitPolicy.park, .adaptive] {
                let options = Probes.quiet
                try await withPlugin(
                    at: Probes.folder + "/CPlugin",
                    options: {
                        var options = options
                        options.waiting = policy
                        options.lanes = 2
                        return options
                    }()
                ) { plugin in
                    let calculator = try plugin.client(CalculatorClient.self)
                    let sizes = [0, 1, 40, 44, 45, 4000, 5000, 100_000, 2_000_000]
                    let wrong = await Probes.onThreadsLater(3) { thread in
                        do {
                            for round in 0..<TestLoad.scaled(3000) {
                                let size = sizes[round % (round % 100 == 0 ? 9 : 6)]
                                try calculator.store([UInt8](repeating: 1, count: size))
                                if round % 50 == thread, try calculator.recall() < size { return 1 }
                            }
                            return 0
                        } catch {
                            return 1
                        }
                    }
                    #expect(wrong == 0)
                    var sum = 0
                    for round in 0..<TestLoad.scaled(3000) {
                        sum += 3 * sizes[round % (round % 100 == 0 ? 9 : 6)]
                    }
                    for _ in 0..<60_000 {
                        if try calculator.recall() == sum { break }
                        usleep(1000)
                    }
                    #expect(try calculator.recall() == sum)
                    for size in sizes {
                        let bytes = [UInt8](repeating: 1, count: size)
                        try await calculator.caller.sendAsync(OneWayCall<CalculatorClient>(3, bytes))
                        sum += size
                    }
                    // Behind them.
                    let all = try await calculator.caller.callAsync(MethodCall<CalculatorClient, Int64>(4))
                    #expect(all == sum)
                }
            }
        }

        /// Runs a closure on a thread, and returns the text or the error.
        @discardableResult
        private static func onThread(_ body: @escaping @Sendable () throws -> String) async -> String {
            await withCheckedContinuation { continuation in
                Probes.onThread {
                    do { continuation.resume(returning: try body()) } catch {
                        continuation.resume(returning: "\(error)")
                    }
                }
            }
        }

        private enum Caught {
            /// The code of the error that a closure throws.
            static func code(_ body: () throws -> Void) -> OutboardError.Code? {
                do {
                    try body()
                    return nil
                } catch {
                    return (error as? OutboardError)?.code ?? .invalidConfiguration
                }
            }
        }
    }
}
