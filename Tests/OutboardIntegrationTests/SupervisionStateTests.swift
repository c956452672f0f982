import Glibc
import Logging
import Outboard
import ProbeInterface
import Testing

extension Integration {
    @Suite("The states of a supervised plugin")
    struct SupervisionStateTests {
        @Test("Observers see all states in order, and their sequence ends after the last")
        func sequence() async throws {
            let plugin = Supervised.probe(Supervised.tireless)
            let early = Supervised.follow(plugin)
            try await plugin.waitUntilReady()
            let late = Supervised.follow(plugin)
            try await Supervised.kill(plugin)
            try await plugin.waitUntilReady()
            await plugin.stop()
            let life = ["ready", "crashed", "starting", "ready", "draining", "stopped"]
            #expect(await early.value == ["starting"] + life)
            #expect(await late.value == life)
            #expect(await Supervised.follow(plugin).value == ["stopped"])
        }

        @Test("A crash loop backs off, is given up with the reason, and a reset starts it anew")
        func crashLoop() async throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let path = folder + "/plugin"
            #expect(symlink("/bin/false", path) == 0)
            var policy = RestartPolicy.onFailure
            policy.initialDelay = .milliseconds(5)
            policy.maximumRestarts = 3
            policy.window = .seconds(3600)
            let sink = RecordSink()
            let plugin = Supervised.probe(policy, at: path) { $0.logger = sink.logger() }
            let states = Supervised.follow(plugin)
            let error = await #expect(throws: OutboardError.self) { try await plugin.waitUntilReady() }
            #expect(error?.code == .startFailed)
            let records = try await sink.records { $0.contains { $0.level == .error } }
            let note = records.first { $0.level == .error }
            #expect(note?.text == error?.message && note?.metadata["plugin.name"] == "plugin", "\(records)")
            #expect(error?.message.contains("is given up: it was started again 3 times") == true)
            #expect(throws: OutboardError.self) { try plugin.client(ProbeClient.self) }
            #expect(unlink(path) == 0 && symlink(Probes.path, path) == 0)
            plugin.reset()
            try await plugin.waitUntilReady()
            #expect(plugin.generation == 5)
            try plugin.client(ProbeClient.self).null()
            await plugin.stop()
            let pause = ["crashed", "backing off", "starting"]
            #expect(
                await states.value
                    == ["starting", "crashed", "starting"] + pause + pause
                    + ["crashed", "failed", "starting", "ready", "draining", "stopped"])
        }

        @Test("What cannot be helped by starting again is not tried", arguments: [RestartPolicy.always, .never])
        func permanent(policy: RestartPolicy) async throws {
            let plugin = Supervised.probe(policy, ProbeConfiguration(refusal: "not today"))
            let states = Supervised.follow(plugin)
            let error = await #expect(throws: OutboardError.self) { try await plugin.waitUntilReady() }
            #expect(error?.code == .refused && error?.message.contains("not today") == true)
            await plugin.stop()
            #expect(await states.value == ["starting", "crashed", "failed", "stopped"])
        }

        @Test("Without restarts the first crash is the last, and calls are told why")
        func never() async throws {
            let sink = RecordSink()
            let plugin = Supervised.probe(.never) { $0.logger = sink.logger(.warning) }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            try await Supervised.kill(plugin)
            let error = #expect(throws: OutboardError.self) { try probe.null() }
            #expect(error?.code == .notSent && error?.mayHaveExecuted == false)
            #expect(error?.message.contains("signal 9 (SIGKILL)") == true, "\(error?.message ?? "")")
            let later = await #expect(throws: OutboardError.self) { try await probe.echoLater("", milliseconds: 0) }
            #expect(later?.code == .notSent)
            let records = try await sink.records { $0.contains { $0.level == .error } }
            // One warning of the death, by whoever says it.
            #expect(records.map(\.level) == [.warning, .error], "\(records)")
            #expect(records.last?.text.contains(" is given up: ") == true, "\(records)")
            await plugin.stop()
        }

        @Test("A policy of one restart says that it was started again once")
        func once() async throws {
            var policy = RestartPolicy.always
            policy.initialDelay = .zero
            policy.maximumRestarts = 1
            let plugin = Supervised.probe(policy, at: "/bin/false")
            let error = await #expect(throws: OutboardError.self) { try await plugin.waitUntilReady() }
            #expect(error?.message.contains("was started again once within") == true, "\(error?.message ?? "")")
            await plugin.stop()
        }

        @Test("Stopping during a start, a delay and after a failure answers at once")
        func stopEarly() async throws {
            let slow = Supervised.probe(.always, ProbeConfiguration(delayMilliseconds: 100_000)) {
                $0.stopGrace = .milliseconds(100)
                $0.terminationGrace = .milliseconds(100)
            }
            let states = Supervised.follow(slow)
            // Nothing waits for the start: not the state, not the exit status, not the end.
            #expect(slow.fate == nil && slow.state.description == "starting")
            await slow.stop()
            #expect(await states.value.last == "stopped")
            await #expect(throws: OutboardError.self) { try await slow.waitUntilReady() }

            let immediate = Supervised.probe(.always)
            await immediate.stop()
            #expect(immediate.state.description == "stopped")

            let waiting = Supervised.probe(Supervised.once, at: "/nonexistent/plugin")
            await Supervised.wait(waiting) { if case .backingOff = $0 { true } else { false } }
            await waiting.stop()
            #expect(waiting.state.description == "stopped")
        }

        @Test("A plugin that is stopped by a signal is killed after its grace periods")
        func frozen() async throws {
            let plugin = Supervised.probe(.always) {
                $0.stopGrace = .milliseconds(100)
                $0.terminationGrace = .milliseconds(100)
            }
            try await plugin.waitUntilReady()
            kill(try #require(plugin.processID), SIGSTOP)
            await plugin.stop()
            #expect(plugin.fate?.message.contains("killed because it did not exit within") == true)
        }

        @Test("Stopping drains: calls in flight end, new ones are refused")
        func drain() async throws {
            let plugin = Supervised.probe(.always) { $0.stopGrace = .seconds(60) }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            let process = try #require(plugin.processID)
            StoppedProcess.stop(process)
            async let inFlight: Void = PluginPlace.onThread { try probe.sleep(milliseconds: 1) }
            try await StoppedProcess.waitForCalls(1, probe.caller)
            async let stopped: Void = plugin.stop()
            await Supervised.wait(plugin) { if case .draining = $0 { true } else { false } }
            let error = #expect(throws: OutboardError.self) { try probe.null() }
            #expect(error?.code == .notSent)
            #expect(error?.message.contains("was stopped by the host") == true, "\(error?.message ?? "")")
            StoppedProcess.release(process)
            try await inFlight
            await stopped
        }

        @Test("An exit with status 0 is an end for one policy and a crash for another")
        func cleanExit() async throws {
            let plugin = Supervised.probe(.onFailure)
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            // With a call in flight it is a failure, whatever the status.
            #expect(throws: OutboardError.self) { try probe.end(.exit(0)) }
            try probe.null()
            #expect(plugin.restarts == 1)
            await plugin.stop()
        }

        @Test("When the last reference goes the plugin is killed, whatever clients there are")
        func abandoned() async throws {
            var plugin: SupervisedPlugin? = Supervised.probe(.always)
            try await plugin?.waitUntilReady()
            let probe = try #require(try plugin?.client(ProbeClient.self))
            let states = plugin.map { Supervised.follow($0) }
            plugin = nil
            #expect(await states?.value.last == "stopped")
            #expect(throws: OutboardError.self) { try probe.null() }
        }
    }
}
