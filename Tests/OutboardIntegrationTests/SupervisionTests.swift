import Glibc
import Outboard
import PatienceInterface
import ProbeInterface
import TestLoad
import Testing

extension Integration {
    @Suite("Supervision")
    struct SupervisionTests {
        @Test("A client made before the crash works after it, on threads and in tasks")
        func survives() async throws {
            let plugin = Supervised.probe(Supervised.tireless)
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            let deadlined = probe.deadline(in: .seconds(120))
            for round in 1...5 {
                #expect(try probe.sum(round, 1) == round + 1)
                try await Supervised.kill(plugin)
                // Nothing waits for the next generation but the calls themselves.
                switch round {
                case 1: #expect(try probe.sum(round, 2) == round + 2)
                case 2: #expect(try await probe.echoLater("later", milliseconds: 0) == "later")
                case 3: #expect(try probe.checksum(bytes: [1, 2, 3]) == Probes.checksum([1, 2, 3]))
                case 4: #expect(try deadlined.sum(round, 2) == round + 2)
                default:
                    let sums = try await PluginPlace.onThread {
                        try probe.batch([ProbeClient.Call.sum(1, 2)]).map { try $0.get() }
                    }
                    #expect(sums == [3])
                }
            }
            let large = [UInt8](repeating: 7, count: 3 << 20)
            try await Supervised.kill(plugin)
            #expect(try probe.checksum(bytes: large) == Probes.checksum(large))
            #expect(plugin.restarts == 6 && plugin.generation == 7)
            await plugin.stop()
        }

        @Test("A call in flight fails once with its cause, unless its method is idempotent")
        func inFlight() async throws {
            let plugin = Supervised.probe(Supervised.tireless)
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.signal(SIGSEGV)) }
            #expect(error?.code == .lost && error?.mayHaveExecuted == true)
            #expect(error?.message.contains("signal 11 (SIGSEGV)") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("ending as told") == true)
            try probe.null()

            // Both are lost with the first generation and made again in the next.
            let first = plugin.generation
            let client = try plugin.client(ProbeClient.self)
            StoppedProcess.stop(try #require(plugin.processID))
            async let thread: Void = PluginPlace.onThread { try client.sleep(milliseconds: 1) }
            async let task = client.echoLater("again", milliseconds: 1)
            try await StoppedProcess.waitForCalls(2, client.caller)
            try await Supervised.kill(plugin)
            try await thread
            #expect(try await task == "again")
            #expect(plugin.generation == first + 1)
            await plugin.stop()
        }

        @Test("An idempotent call that kills every generation is made again once")
        func poison() async throws {
            let plugin = Supervised.probe(Supervised.tireless)
            try await plugin.waitUntilReady()
            let probe = try plugin.client(RelentlessProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.signal(SIGKILL)) }
            #expect(error?.code == .lost)
            // Waits for the generation after the last that was killed.
            try plugin.client(ProbeClient.self).null()
            #expect(plugin.restarts == 2)
            await plugin.stop()
        }

        /// A plugin that has died twice, and is not started again before somebody resets it.
        private static func waitingForItsRestart() async throws -> (SupervisedPlugin, ProbeClient) {
            let plugin = Supervised.probe(Supervised.once)
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            try await Supervised.kill(plugin)
            try probe.null()
            try await Supervised.kill(plugin)
            await Supervised.wait(plugin) { if case .backingOff(let attempt, _) = $0 { attempt == 2 } else { false } }
            return (plugin, probe)
        }

        @Test("Calls wait for a restart within their time-out or deadline, and until they are cancelled")
        func waiting() async throws {
            let (plugin, probe) = try await Self.waitingForItsRestart()
            for client in [probe.timeout(.milliseconds(50)), probe.deadline(in: .milliseconds(50))] {
                let error = #expect(throws: OutboardError.self) { try client.null() }
                #expect(error?.code == .timeout && error?.mayHaveExecuted == false)
                #expect(error?.message.contains("waits for its restart") == true, "\(error?.message ?? "")")
                let later = await #expect(throws: OutboardError.self) {
                    try await client.echoLater("", milliseconds: 0)
                }
                #expect(later?.code == .timeout && later?.mayHaveExecuted == false)
            }
            let task = Task { try await probe.timeout(nil).echoLater("", milliseconds: 0) }
            let survivor = Task { try await probe.timeout(nil).echoLater("still here", milliseconds: 0) }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            plugin.reset()
            #expect(try await survivor.value == "still here")
            await plugin.stop()
        }

        @Test("Each of many tasks waits for as long as it may, in whatever order they came")
        func manyWaits() async throws {
            let (plugin, probe) = try await Self.waitingForItsRestart()
            let clock = ContinuousClock()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                // Longer and shorter ones in turns; and those that are cancelled in between.
                for number in 0..<600 {
                    let timeout = Duration.milliseconds(number % 2 == 0 ? 400 - number / 3 : 50 + number)
                    let client = probe.timeout(timeout)
                    group.addTask {
                        let began = clock.now
                        do {
                            _ = try await client.echoLater("", milliseconds: 0)
                            return false
                        } catch let error as OutboardError {
                            return error.code == .timeout && clock.now - began >= timeout
                        }
                    }
                    let cancelled = Task { try await client.echoLater("", milliseconds: 0) }
                    cancelled.cancel()
                }
                for try await isRight in group { #expect(isRight) }
            }
            let survivor = Task { try await probe.timeout(.seconds(600)).echoLater("still here", milliseconds: 0) }
            try await Task.sleep(for: .milliseconds(50))
            plugin.reset()
            #expect(try await survivor.value == "still here")
            await plugin.stop()
        }

        @Test("A new build that does not fit fails the calls of old clients with both signatures")
        func incompatible() async throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let path = folder + "/plugin"
            #expect(symlink(Probes.folder + "/PatiencePlugin", path) == 0)
            let plugin = try await SupervisedPlugin.start(at: path, options: Probes.quiet)
            let client = try plugin.client(PatienceClient.self)
            #expect(try client.echo(number: 3)[0] == 3)
            #expect(unlink(path) == 0 && symlink(Probes.folder + "/CPlugin", path) == 0)
            try await Supervised.kill(plugin)
            let error = #expect(throws: OutboardError.self) { try client.echo(number: 4) }
            #expect(error?.code == .interfaceMismatch && error?.mayHaveExecuted == false, "\(error as Any)")
            let later = await #expect(throws: OutboardError.self) { try await client.echoLater(number: 4) }
            #expect(later?.code == .interfaceMismatch)
            // The next build fits again.
            #expect(unlink(path) == 0 && symlink(Probes.folder + "/PatiencePlugin", path) == 0)
            try await Supervised.kill(plugin)
            #expect(try client.echo(number: 5)[0] == 5)
            await plugin.stop()
        }

        @Test("200 restarts leave no descriptor, thread, mapping or process behind")
        func churn() async {
            await #expect(processExitsWith: .success) {
                alarm(600)
                let plugin = Supervised.probe(Supervised.tireless)
                try await plugin.waitUntilReady()
                let old = try plugin.client(ProbeClient.self)
                func cycle() async throws {
                    try await Supervised.kill(plugin)
                    #expect(try old.sum(20, 3) == 23)
                }
                for _ in 0..<10 { try await cycle() }
                let before = Probes.resources()
                for _ in 0..<TestLoad.scaled(200) { try await cycle() }
                await Probes.expectNoMore(than: before)
                await plugin.stop()
            }
        }

        @Test("A group calls a member in its new generation")
        func group() async throws {
            let plugins = (0..<3).map { _ in Supervised.probe(Supervised.tireless) }
            for plugin in plugins { try await plugin.waitUntilReady() }
            let group = try PluginGroup(plugins.map { try $0.client(ProbeClient.self) })
            for round in 0..<3 {
                try await Supervised.kill(plugins[1])
                try await plugins[1].waitUntilReady()
                let call = ProbeClient.Call.sum(round, 1)
                let blocking = try await PluginPlace.onThread { try group.all(call).map { try $0.get() } }
                #expect(blocking == [round + 1, round + 1, round + 1])
                #expect(try await group.all(call).map { try $0.get() } == blocking)
            }
            await SupervisedPlugin.stopAll()
        }
    }
}
