import Glibc
import NotesInterface
import Outboard
import OutboardSystem
import PatienceInterface
import ProbeInterface
import Synchronization
import TestLoad
import Testing

extension Integration {
    @Suite("Reloading")
    struct ReloadTests {
        @Test("Under load from threads, tasks, pipelines and groups no call is lost and no answer is wrong")
        func load() async throws {
            let plugin = Supervised.probe(.never) { $0.lanes = 3 }
            let other = Supervised.probe(.never)
            try await plugin.waitUntilReady()
            try await other.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            let group = try PluginGroup([probe, try other.client(ProbeClient.self)])
            let load = CallLoad()
            // More threads than lanes, so that some always wait for one.
            for _ in 0..<3 {
                load.onThread { number in
                    guard try probe.sum(number, 1) == number + 1 else { throw Wrong() }
                }
            }
            load.onThread { number in
                let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 9000)
                guard try probe.checksum(bytes: bytes) == Probes.checksum(bytes) else { throw Wrong() }
            }
            load.onThread { number in
                let calls = (0..<20).map { ProbeClient.Call.sum(number, $0) }
                let sums = try probe.batch(calls).map { try $0.get() }
                guard sums == (0..<20).map({ number + $0 }) else { throw Wrong() }
            }
            load.onThread { number in
                let sums = try group.all(ProbeClient.Call.sum(number, 2)).map { try $0.get() }
                guard sums == [number + 2, number + 2] else { throw Wrong() }
            }
            for _ in 0..<4 {
                load.inTask { number in
                    guard try await probe.echoLater("\(number)", milliseconds: number % 3) == "\(number)" else {
                        throw Wrong()
                    }
                }
            }
            for round in 1...TestLoad.scaled(24) {
                let before = load.count
                let outcome = try await plugin.reload()
                #expect(outcome.generation == round + 1 && outcome.replaced == round && outcome.callsCutOff.isEmpty)
                #expect(plugin.generation == round + 1 && plugin.restarts == 0)
                while load.count < before + 50, load.failures.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            }
            await load.stop()
            #expect(load.failures.isEmpty, "\(load.failures.prefix(3))")
            #expect(plugin.generations.map(\.role) == [.serving])
            await SupervisedPlugin.stopAll()
        }

        @Test("Calls in flight end where they were sent, new ones run meanwhile in the new generation")
        func twoAtOnce() async throws {
            let plugin = Supervised.probe(.never)
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            let first = try #require(plugin.processID)
            StoppedProcess.stop(first)
            async let thread: Void = PluginPlace.onThread { try probe.sleep(milliseconds: 1) }
            async let task = probe.echoLater("old", milliseconds: 1)
            try await StoppedProcess.waitForCalls(2, probe.caller)
            let states = plugin.states
            async let reloaded = plugin.reload()
            var ready = 0
            for await case .ready in states {
                ready += 1
                if ready == 2 { break }
            }
            #expect(plugin.generations.map(\.role) == [.draining, .serving])
            #expect(plugin.generations.map(\.processID).first == first && plugin.processID != first)
            try probe.null()
            #expect(Glibc.kill(first, 0) == 0)
            try await Task.sleep(for: .milliseconds(100))
            StoppedProcess.release(first)
            try await thread
            #expect(try await task == "old")
            let outcome = try await reloaded
            #expect(outcome.callsCutOff.isEmpty && outcome.drainTime > .milliseconds(100))
            #expect(plugin.generations.map(\.number) == [2])
            await plugin.stop()
        }

        @Test("Calls that overrun the time to drain fail as what they were, or are made again if they may be")
        func cutOff() async throws {
            let plugin = Supervised.probe(.never) { $0.drainGrace = .milliseconds(200) }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            async let error = PluginPlace.onThread {
                #expect(throws: OutboardError.self) { try probe.end(.signal(SIGSTOP)) }
            }
            StoppedProcess.waitUntilStopped(try #require(plugin.processID))
            async let again = probe.echoLater("again", milliseconds: 10)
            try await StoppedProcess.waitForCalls(2, probe.caller)
            let outcome = try await plugin.reload()
            #expect(try await error?.mayHaveExecuted == true)
            #expect(try await error?.message.contains("after another generation took its place") == true)
            #expect(try await again == "again")
            #expect(outcome.callsCutOff.contains { $0.method == "end(_:)" }, "\(outcome)")
            await plugin.stop()
        }

        @Test("A build that does not come up, or that does not fit, leaves the old one where it is")
        func rollBack() async throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let path = folder + "/plugin"
            #expect(symlink(Probes.folder + "/PatiencePlugin", path) == 0)
            let plugin = try await SupervisedPlugin.start(at: path, options: Probes.quiet)
            let client = try plugin.client(PatienceClient.self)
            let process = plugin.processID
            for (target, code) in [
                ("/bin/false", OutboardError.Code.startFailed), ("/nonexistent", .startFailed),
                (Probes.folder + "/CPlugin", .interfaceMismatch),
            ] {
                #expect(unlink(path) == 0 && symlink(target, path) == 0)
                let error = await #expect(throws: OutboardError.self) { try await plugin.reload() }
                #expect(error?.code == code, "\(error as Any)")
                #expect(error?.message.contains("goes on as it was") == true)
                #expect(try client.echo(number: 3)[0] == 3)
            }
            await #expect(throws: OutboardError.self) { try await plugin.reload(at: "/bin/true") }
            #expect(plugin.processID == process && plugin.restarts == 0)
            #expect(plugin.state.description == "ready")
            let outcome = try await plugin.reload(at: Probes.folder + "/PatiencePlugin")
            #expect(outcome.generation == 6 && outcome.replaced == 1)
            #expect(try client.echo(number: 4)[0] == 4 && plugin.processID != process)
            // The path that came up is the one of restarts.
            try await Supervised.kill(plugin)
            #expect(try client.echo(number: 5)[0] == 5)
            await plugin.stop()
        }

        @Test("A generation that dies while the next one starts is followed by it")
        func crashMeanwhile() async throws {
            let plugin = Supervised.probe(.never)
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            async let reloaded = plugin.reload(
                configuration: ProbeConfiguration(delayMilliseconds: 1000))
            while plugin.generations.count < 2 { try await Task.sleep(for: .milliseconds(1)) }
            try await Supervised.kill(plugin)
            #expect(try probe.sum(1, 2) == 3)
            #expect(try await reloaded.replaced == nil)
            #expect(plugin.generation == 2 && plugin.state.description == "ready")
            await plugin.stop()
        }

        @Test("Reloads that are asked for at once are at most two, and a plugin that was given up is revived by one")
        func many() async throws {
            let plugin = Supervised.probe(.never)
            async let early = plugin.reload()
            #expect(try await early.generation == 2)
            let generations = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 { group.addTask { try await plugin.reload().generation } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(generations.isSubset(of: [3, 4]))
            let probe = try plugin.client(ProbeClient.self)
            try await Supervised.kill(plugin)
            #expect(throws: OutboardError.self) { try probe.null() }
            #expect(try await plugin.reload().replaced == nil)
            try probe.null()
            await plugin.stop()
            let error = await #expect(throws: OutboardError.self) { try await plugin.reload() }
            #expect(error?.code == .notSent)
        }

        @Test("Stopping during a reload ends all generations, and tells who waits")
        func stop() async throws {
            let plugin = Supervised.probe(.never) { $0.stopGrace = .milliseconds(100) }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            let inFlight = Task { try await PluginPlace.onThread { try probe.sleep(milliseconds: 100_000) } }
            try await StoppedProcess.waitForCalls(1, probe.caller)
            let reload = Task { try await plugin.reload() }
            while plugin.generations.map(\.role) != [.draining, .serving] {
                try await Task.sleep(for: .milliseconds(1))
            }
            let processes = plugin.generations.map(\.processID)
            await plugin.stop()
            await #expect(throws: OutboardError.self) { try await reload.value }
            await #expect(throws: OutboardError.self) { try await inFlight.value }
            for process in processes { #expect(Glibc.kill(process, 0) == -1) }
        }

        @Test("A new file at the path is started when it is whole, and not twice when it is no good")
        func onChange() async throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let path = folder + "/plugin"
            try Probes.copy(Probes.path, to: path)
            let plugin = Supervised.probe(.never, at: path) { $0.reloadsOnChange = true }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            // Nothing changes, nothing happens.
            try await Task.sleep(for: .seconds(1))
            #expect(plugin.generation == 1)

            // Moved there.
            try Probes.copy(Probes.path, to: folder + "/next")
            #expect(rename(folder + "/next", path) == 0)
            while plugin.generations.map(\.number) != [2] { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try probe.sum(1, 2) == 3)

            // A link that leads elsewhere, to something that is no plugin, and only once tried.
            #expect(unlink(path) == 0 && symlink("/bin/false", path) == 0)
            while plugin.generation < 3 { try await Task.sleep(for: .milliseconds(10)) }
            try await Task.sleep(for: .seconds(2))
            #expect(plugin.generation == 3 && plugin.generations.map(\.number) == [2])
            #expect(try probe.sum(1, 3) == 4)

            // No file at all for a while, then one that grows.
            #expect(unlink(path) == 0)
            try await Task.sleep(for: .milliseconds(600))
            try await Probes.copySlowly(Probes.path, to: path)
            // On a machine that stalls for long a part of it may have been tried.
            while plugin.generations.map(\.number).first ?? 0 < 4 {
                try await Task.sleep(for: .milliseconds(10))
                #expect(try probe.sum(1, 4) == 5)
            }
            await plugin.stop()
        }

        @Test("What was sent one-way before a reload is run, and a death while draining is reported")
        func oneWay() async throws {
            let (reports, continuation) = AsyncStream.makeStream(of: CrashReport.self)
            var options = Probes.quiet
            options.crashHandler = { continuation.yield($0) }
            let plugin = try await SupervisedPlugin.start(
                at: Probes.folder + "/NotesPlugin", options: options, restart: .never)
            let notes = try plugin.client(NotesClient.self)
            for _ in 0..<60 { try notes.rest(milliseconds: 10) }
            // Runs behind them, and exits with status 3.
            try notes.end()
            let outcome = try await plugin.reload()
            #expect(outcome.generation == 2 && outcome.replaced == 1)
            for await report in reports {
                #expect(report.exitStatus == 3 && report.generation == 1)
                break
            }
            #expect(try notes.count() == 0 && plugin.state.description == "ready")
            await plugin.stop()
        }

        @Test("200 reloads leave no descriptor, thread, mapping or process behind")
        func churn() async {
            await #expect(processExitsWith: .success) {
                alarm(600)
                let plugin = Supervised.probe(.never)
                try await plugin.waitUntilReady()
                let old = try plugin.client(ProbeClient.self)
                func cycle() async throws {
                    try await plugin.reload()
                    #expect(try old.sum(20, 3) == 23)
                }
                for _ in 0..<10 { try await cycle() }
                let before = Probes.resources()
                for _ in 0..<TestLoad.scaled(200) { try await cycle() }
                await Probes.expectNoMore(than: before)
                await plugin.stop()
            }
        }
    }
}

/// An answer was not what it should be.
private struct Wrong: Error {}

/// Calls that are made again and again until they are told to stop.
private final class CallLoad: Sendable {
    private let isStopping = Atomic<Bool>(false)
    private let calls = Atomic<Int>(0)
    private let found = Locked<[String]>([])
    private let callers = Locked<[Task<Void, Never>]>([])

    /// How many calls have ended.
    var count: Int { calls.load(ordering: .relaxed) }
    /// Those that failed.
    var failures: [String] { found.withLock { $0 } }

    private func note(_ error: any Error) {
        found.withLock { $0.append("\(error)") }
    }

    /// Calls on a thread of its own.
    func onThread(_ call: @escaping @Sendable (Int) throws -> Void) {
        let task = Task {
            do {
                try await PluginPlace.onThread { [self] in
                    var number = 0
                    while !isStopping.load(ordering: .relaxed) {
                        number += 1
                        do { try call(number) } catch { note(error) }
                        calls.add(1, ordering: .relaxed)
                    }
                }
            } catch { note(error) }
        }
        callers.withLock { $0.append(task) }
    }

    /// Calls in a task.
    func inTask(_ call: @escaping @Sendable (Int) async throws -> Void) {
        let task = Task { [self] in
            var number = 0
            while !isStopping.load(ordering: .relaxed) {
                number += 1
                do { try await call(number) } catch { note(error) }
                calls.add(1, ordering: .relaxed)
            }
        }
        callers.withLock { $0.append(task) }
    }

    /// Ends all callers.
    func stop() async {
        isStopping.store(true, ordering: .relaxed)
        for caller in callers.withLock({ $0 }) { await caller.value }
    }
}
