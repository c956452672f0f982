import Glibc
import Outboard
import ProbeInterface
import Testing

extension Integration {
    @Suite("Plugins that run when they are needed")
    struct IdleTests {
        @Test("The first call starts the plugin, on a thread or in a task")
        func lazy() async throws {
            for isAsync in [false, true] {
                let plugin = Supervised.probe(.never) { $0.startsLazily = true }
                let probe = try plugin.client(ProbeClient.self)
                try await Task.sleep(for: .milliseconds(50))
                #expect(plugin.state.description == "idle" && plugin.processID == nil && plugin.generations.isEmpty)
                if isAsync {
                    #expect(try await probe.echoLater("first", milliseconds: 0) == "first")
                } else {
                    #expect(try probe.sum(1, 2) == 3)
                }
                #expect(plugin.generation == 1 && plugin.state.description == "ready")
                // The client that was made before there was a process has a way to every generation.
                let sums = try await PluginPlace.onThread {
                    try probe.batch([ProbeClient.Call.sum(1, 2)]).map { try $0.get() }
                }
                #expect(sums == [3])
                await plugin.stop()
                #expect(throws: OutboardError.self) { try probe.null() }
            }
        }

        @Test("A lazy plugin that nobody called is stopped at once; one that cannot start fails its first call")
        func lazyEnds() async throws {
            let unused = Supervised.probe(.never) { $0.startsLazily = true }
            await unused.stop()
            #expect(unused.state.description == "stopped")
            let bad = Supervised.probe(.never, at: "/nonexistent/plugin") { $0.startsLazily = true }
            let error = #expect(throws: OutboardError.self) { try bad.client(ProbeClient.self).null() }
            #expect(error?.code == .notSent && error?.message.contains("nonexistent") == true)
            await bad.stop()
            let waited = Supervised.probe(.never) { $0.startsLazily = true }
            try await waited.waitUntilReady()
            await waited.stop()
        }

        @Test("Without calls the plugin is stopped, and the next call starts it, again and again")
        func idle() async throws {
            let plugin = Supervised.probe(.never) { $0.idleGrace = .milliseconds(50) }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            for round in 1...3 {
                #expect(try probe.sum(round, 1) == round + 1)
                await Supervised.wait(plugin) { if case .idle = $0 { true } else { false } }
                while !plugin.generations.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            }
            // At any moment of its going: no call is lost.
            for round in 0..<30 {
                #expect(try probe.sum(round, 1) == round + 1)
                try await Task.sleep(for: .milliseconds(40 + round % 30))
            }
            #expect(plugin.restarts == 0 && plugin.generation > 3)
            await plugin.stop()
        }

        @Test("A call that takes long is use", arguments: [false, true])
        func inUse(isAsync: Bool) async throws {
            let plugin = Supervised.probe(.never) { $0.idleGrace = .milliseconds(20) }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            let call = Task {
                if isAsync {
                    #expect(try await probe.echoLater("later", milliseconds: 1500) == "later")
                } else {
                    try await PluginPlace.onThread { try probe.sleep(milliseconds: 1500) }
                }
            }
            // The plugin may have gone to rest before the call was made, so its generation is that of a new client.
            var current = probe.caller
            while !StoppedProcess.hasCalls(current) {
                try await Task.sleep(for: .milliseconds(1))
                current = try plugin.client(ProbeClient.self).caller
            }
            // It stands still for as long as this test wants the call to take.
            let process = try #require(plugin.processID)
            StoppedProcess.stop(process)
            let generation = plugin.generation
            try await Task.sleep(for: .milliseconds(400))
            #expect(plugin.state.description == "ready" && plugin.processID == process)
            #expect(StoppedProcess.hasCalls(current))
            StoppedProcess.release(process)
            try await call.value
            #expect(plugin.generation == generation)
            await plugin.stop()
        }

        @Test("A process that does not respond is killed when that was asked for")
        func unresponsive() async throws {
            let plugin = Supervised.probe(Supervised.tireless) {
                $0.pingInterval = .milliseconds(20)
                // A machine that is busy with other tests may keep a process waiting.
                $0.pingTimeout = .seconds(4)
            }
            try await plugin.waitUntilReady()
            #expect(try await plugin.ping(within: .seconds(60)) > .zero)
            // Computing is no reason.
            let probe = try plugin.client(ProbeClient.self)
            try probe.sleep(milliseconds: 5000)
            #expect(plugin.restarts == 0)
            let states = plugin.states
            Glibc.kill(try #require(plugin.processID), SIGSTOP)
            for await case .crashed(let report) in states {
                #expect(report.cause.contains("has not responded for"), "\(report.cause)")
                break
            }
            try probe.null()
            await plugin.stop()
        }
    }
}
