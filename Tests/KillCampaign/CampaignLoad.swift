import NotesInterface
import Outboard
import OutboardSystem
import ProbeInterface

/// Calls of all kinds, from threads and tasks, whose answers are known.
final class CampaignLoad: Sendable {
    private let gate: CampaignGate
    private let faults: FaultList
    private let threads = Locked<[CampaignThread]>([])
    private let tasks = Locked<[Task<Void, Never>]>([])
    private let counters = Locked<[CallCounter]>([])

    init(_ gate: CampaignGate, _ faults: FaultList) {
        self.gate = gate
        self.faults = faults
    }

    /// The counts of all kinds.
    var tallies: [CallTally] { counters.withLock { $0 }.map(\.value) }

    private func counter(_ name: String, mayTimeOut: Bool = false, mayBeUnsent: Bool = false) -> CallCounter {
        let counter = CallCounter(name, faults, mayTimeOut: mayTimeOut, mayBeUnsent: mayBeUnsent)
        counters.withLock { $0.append(counter) }
        return counter
    }

    /// Starts all callers.
    func start(_ plugins: CampaignPlugins) throws {
        try startThreads(plugins)
        try startTasks(plugins)
    }

    /// Waits for all callers, after the gate has told them to end.
    func join() async {
        for thread in threads.withLock({ $0 }) { thread.join() }
        for task in tasks.withLock({ $0 }) { await task.value }
    }

    private func onThread(_ body: @escaping @Sendable (Int) -> Void) {
        let gate = self.gate
        let thread = CampaignThread {
            var number = 0
            while gate.pass({ body(number) }) { number += 1 }
        }
        threads.withLock { $0.append(thread) }
    }

    private func inTask(_ body: @escaping @Sendable (Int) async -> Void) {
        let gate = self.gate
        let task = Task {
            var number = 0
            while await gate.passLater({ await body(number) }) { number += 1 }
        }
        tasks.withLock { $0.append(task) }
    }

    private func startThreads(_ plugins: CampaignPlugins) throws {
        let plugin = plugins.probes[0]
        // One client for all generations.
        let old = try plugin.client(ProbeClient.self)
        let small = counter("small, old client")
        onThread { number in
            small.begin()
            small.note(Result { try old.sum(number, 1) == number &+ 1 })
        }
        let renewed = counter("small, new client each time")
        onThread { number in
            renewed.begin()
            renewed.note(Result { try plugin.client(ProbeClient.self).sum(number, 2) == number &+ 2 })
        }
        let large = counter("records, blocks, bulk and attachments")
        onThread { number in
            // A few bytes to 1.5 MB.
            let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 3 << (number % 20))
            large.begin()
            large.note(Result { try old.checksum(bytes: bytes) == Self.checksum(bytes) })
            large.begin()
            large.note(Result { try old.echo(bytes: bytes) == bytes })
        }
        let pipelined = counter("pipelined", mayBeUnsent: true)
        onThread { number in
            let calls = (0..<32).map { ProbeClient.Call.sum(number, $0) }
            pipelined.begin(calls.count)
            for (index, result) in old.batch(calls).enumerated() {
                pipelined.note(Result { try result.get() == number &+ index })
            }
        }
        let grouped = counter("group", mayBeUnsent: true)
        let group = try PluginGroup(plugins.probes.map { try $0.client(ProbeClient.self) })
        onThread { number in
            grouped.begin(group.count)
            for result in group.all(ProbeClient.Call.sum(number, 3)) {
                grouped.note(Result { try result.get() == number &+ 3 })
            }
        }
        try startNotes(plugins.notes)
    }

    /// One-way calls, in order, and what has come of them.
    private func startNotes(_ plugin: SupervisedPlugin) throws {
        let notes = try plugin.client(NotesClient.self)
        let sent = counter("one-way")
        let read = counter("what one-way calls left")
        onThread { number in
            let first = number * 20
            for note in first..<first + 20 {
                sent.begin()
                sent.note(
                    Result {
                        try notes.note(note, from: 1)
                        return true
                    })
            }
            read.begin()
            // None twice, none out of order, none that was never sent.
            read.note(
                Result {
                    let found = try notes.notes(from: 1)
                    return zip(found, found.dropFirst()).allSatisfy { $0 < $1 } && found.last ?? 0 < first + 20
                })
        }
    }

    private func startTasks(_ plugins: CampaignPlugins) throws {
        let plugin = plugins.probes[0]
        let old = try plugin.client(ProbeClient.self)
        let suspended = counter("tasks")
        for _ in 0..<2 {
            inTask { number in
                suspended.begin()
                do {
                    let text = try await old.echoLater("\(number)", milliseconds: number % 2)
                    suspended.note(.success(text == "\(number)"))
                } catch { suspended.note(.failure(error)) }
            }
        }
        let impatient = counter("tasks that give up", mayTimeOut: true)
        inTask { number in
            impatient.begin()
            do {
                let text = try await old.timeout(.milliseconds(1)).echoLater("\(number)", milliseconds: 3)
                impatient.note(.success(text == "\(number)"))
            } catch { impatient.note(.failure(error)) }
        }
        let group = try PluginGroup(plugins.probes.map { try $0.client(ProbeClient.self) })
        let grouped = counter("group of tasks")
        inTask { number in
            grouped.begin(group.count)
            for result in await group.all(ProbeClient.Call.sum(number, 4)) {
                grouped.note(Result { try result.get() == number &+ 4 })
            }
        }
    }

    /// What the probe computes.
    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
