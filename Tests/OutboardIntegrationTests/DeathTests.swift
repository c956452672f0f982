import Glibc
import Outboard
import OutboardSystem
import ProbeInterface
import TestLoad
import Testing

extension Integration {
    @Suite("A plugin's death")
    struct DeathTests {
        /// All signals that end a process that does not say otherwise, see signal(7), but for the two that the C library
        /// keeps to itself.
        private static let fatalSignals = (1...64 as ClosedRange<Int32>).filter {
            ![SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH, 32, 33].contains($0)
        }

        @Test("A fatal signal in mid-call fails the call once, with its cause", arguments: fatalSignals)
        func signals(signal: Int32) async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.signal(signal)) }
            #expect(error?.code == .lost)
            #expect(error?.mayHaveExecuted == true)
            #expect(error?.message.contains("signal \(SignalName.of(signal))") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("end(_:)") == true)
            #expect(error?.message.contains("ending as told") == true)
            let next = #expect(throws: OutboardError.self) { try probe.null() }
            #expect(next?.code == .notSent)
            #expect(next?.mayHaveExecuted == false)
            #expect(!plugin.isRunning)
        }

        @Test("A Swift trap fails the call at once and is not held up by a backtrace")
        func trap() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let began = ContinuousClock.now
            let error = #expect(throws: OutboardError.self) { try probe.end(.trap) }
            #expect(error?.code == .lost)
            #expect(error?.message.contains("told to trap") == true, "\(error?.message ?? "")")
            // None was made: a backtrace would be what the plugin printed last, and took seconds.
            #expect(error?.message.contains("Thread 0") == false, "\(error?.message ?? "")")
            #expect(ContinuousClock.now - began < .seconds(20))
        }

        @Test("A stack overflow is a death like any other")
        func overflow() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.overflow) }
            #expect(error?.code == .lost)
        }

        @Test("Leaving with status 0 in mid-call is no success", arguments: [0, 3])
        func exits(status: Int32) async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.exit(status)) }
            #expect(error?.code == .lost)
            #expect(error?.message.contains("exit status \(status)") == true, "\(error?.message ?? "")")
        }

        @Test(
            "A fatal signal between calls spoils none before it, and all after it are not sent", arguments: fatalSignals
        )
        func between(signal: Int32) async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            #expect(try probe.sum(1, 2) == 3)
            #expect(try await probe.echoLater("before", milliseconds: 0) == "before")
            kill(plugin.processID, signal)
            // One that the signal does not end, for the test to fail instead of waiting for ever.
            let patience = Task {
                try await Task.sleep(for: .seconds(60))
                plugin.kill()
            }
            defer { patience.cancel() }
            let fate = try await plugin.waitUntilEnded()
            #expect(fate.code == .lost && fate.message.contains("signal \(SignalName.of(signal))"), "\(fate.message)")
            let error = #expect(throws: OutboardError.self) { try probe.null() }
            #expect(error?.code == .notSent && error?.mayHaveExecuted == false)
            let later = await #expect(throws: OutboardError.self) { try await probe.echoLater("", milliseconds: 0) }
            #expect(later?.code == .notSent && later?.mayHaveExecuted == false)
        }

        @Test("Every call in flight fails exactly once, on threads and in tasks")
        func inFlight() async throws {
            let (lanes, slots, threads, tasks) = (4, 64, 8, 100)
            var options = Probes.quiet
            options.lanes = lanes
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            let probe = try plugin.client(ProbeClient.self)
            let outcomes = Outcomes()
            async let ended: Void = withTaskGroup(of: Void.self) { group in
                for task in 0..<tasks {
                    group.addTask {
                        do {
                            _ = try await probe.echoLater("", milliseconds: 600_000)
                            outcomes.note("task \(task)", nil)
                        } catch { outcomes.note("task \(task)", error) }
                    }
                }
            }
            async let joined = Probes.onThreadsLater(threads) { thread in
                // The second call comes after the death. What it gets is its own outcome, and not that of the first again.
                for _ in 0..<2 {
                    do {
                        try probe.sleep(milliseconds: 600_000)
                        outcomes.note("thread \(thread)", nil)
                    } catch { outcomes.note("thread \(thread)", error) }
                }
                return 0
            }
            // A lane each, and the ring of the lane of tasks. The others wait in the host.
            try await StoppedProcess.waitForCalls(lanes + slots, probe.caller)
            kill(plugin.processID, SIGKILL)
            _ = await (joined, ended)
            let all = outcomes.all
            // Those that the plugin had may have run, and are lost. The others are not, and neither are second calls.
            #expect(all.values.count { $0 == ["lost, may have executed"] } == slots)
            #expect(all.values.count { $0 == ["not sent"] } == tasks - slots)
            #expect(all.values.count { $0 == ["lost, may have executed", "not sent"] } == lanes)
            #expect(all.values.count { $0 == ["not sent", "not sent"] } == threads - lanes)
            #expect(all.count == threads + tasks, "\(all)")
        }

        /// The outcomes of calls, by caller.
        private final class Outcomes: Sendable {
            private let noted = Locked<[String: [String]]>([:])

            var all: [String: [String]] { noted.withLock { $0 } }

            func note(_ caller: String, _ error: (any Error)?) {
                let outcome =
                    switch error {
                    case let error as OutboardError where error.code == .lost && error.mayHaveExecuted:
                        "lost, may have executed"
                    case let error as OutboardError where error.code == .notSent && !error.mayHaveExecuted: "not sent"
                    default: error.map { "\($0)" } ?? "an answer"
                    }
                noted.withLock { $0[caller, default: []].append(outcome) }
            }
        }

        @Test("A caller hears of the death within milliseconds")
        func promptness() async throws {
            var delays: [(sync: Duration, async: Duration)] = []
            for _ in 0..<20 {
                let plugin = try await PluginHandle.start(
                    at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                let probe = try plugin.client(ProbeClient.self)
                let thread = Task {
                    try await PluginPlace.onThread {
                        #expect(throws: OutboardError.self) { try probe.sleep(milliseconds: 600_000) }
                        return ContinuousClock.now
                    }
                }
                let task = Task {
                    _ = await #expect(throws: OutboardError.self) {
                        try await probe.echoLater("", milliseconds: 600_000)
                    }
                    return ContinuousClock.now
                }
                try await StoppedProcess.waitForCalls(2, probe.caller)
                // Long enough for the caller to have given up polling.
                try await Task.sleep(for: .milliseconds(5))
                let killed = ContinuousClock.now
                kill(plugin.processID, SIGKILL)
                delays.append((try await thread.value - killed, await task.value - killed))
            }
            // A tenth of a second is much, for machines that do much else; anything that is noticed by a time-out takes more.
            let limit = Duration.milliseconds(Sanitizer.isPresent ? 5000 : 100)
            #expect(delays.map(\.sync).sorted()[10] < limit, "\(delays)")
            #expect(delays.map(\.async).sorted()[10] < limit, "\(delays)")
        }

        @Test("Killing at random moments loses no call and mixes up no answer")
        func randomKills() async throws {
            for round in 0..<40 {
                let plugin = try PluginHandle.startBlocking(
                    at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                let probe = try plugin.client(ProbeClient.self)
                let killer = Task {
                    try await Task.sleep(for: .microseconds(round * 37 % 1500))
                    kill(plugin.processID, SIGKILL)
                }
                var value = 0
                while true {
                    do {
                        #expect(try probe.sum(value, 1) == value + 1)
                        value += 1
                    } catch let error as OutboardError {
                        #expect(error.code == .lost || error.code == .notSent)
                        break
                    }
                }
                try await killer.value
            }
        }

        @Test("A thousand starts and kills leave no descriptor, thread, mapping or process behind")
        func churn() async {
            await #expect(processExitsWith: .success) {
                alarm(600)
                func cycle() throws {
                    let plugin = try PluginHandle.startBlocking(
                        at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                    let probe = try plugin.client(ProbeClient.self)
                    #expect(try probe.sum(1, 2) == 3)
                    plugin.kill()
                    plugin.stopBlocking()
                }
                for _ in 0..<20 { try cycle() }
                let before = Probes.resources()
                for _ in 0..<TestLoad.scaled(1000) { try cycle() }
                await Probes.expectNoMore(than: before)
            }
        }

        @Test("Stopping lets the plugin finish; one that does not is killed after its grace")
        func stop() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(),
                options: .defaults { $0.stopGrace = .milliseconds(300) })
            let probe = try plugin.client(ProbeClient.self)
            let sleeper = Task { try await PluginPlace.onThread { try probe.sleep(milliseconds: 60_000) } }
            try await StoppedProcess.waitForCalls(1, probe.caller)
            await plugin.stop()
            let error = await #expect(throws: OutboardError.self) { try await sleeper.value }
            #expect(error?.code == .lost)
            #expect(plugin.fate?.message.contains("did not exit within") == true, "\(plugin.fate?.message ?? "")")

            let polite = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            await polite.stop()
            #expect(polite.fate?.message.contains("was stopped by the host") == true)
            #expect(polite.fate?.message.contains("killed") == false)
        }
    }
}
