import Glibc
import Logging
import Outboard
import OutboardSystem
import ProbeInterface
import ShelfInterface
import Testing

extension Integration {
    /// Supervised plugins that go from one host to the next while they run.
    @Suite("A supervised plugin that is handed over")
    struct SupervisedHandoverTests {
        private static let path = Probes.folder + "/ShelfPlugin"

        private static var options: PluginOptions { Probes.movable }

        private static func start(
            at path: String = path, _ restart: RestartPolicy = Supervised.tireless,
            _ change: (inout PluginOptions) -> Void = { _ in }
        ) async throws -> SupervisedPlugin {
            var options = Self.options
            change(&options)
            return try await SupervisedPlugin.start(
                at: path, configuration: ShelfConfiguration(label: "shelf"), options: options, restart: restart)
        }

        /// A copy of the plugin that a test may replace.
        private static func copy() throws -> (folder: String, path: String) {
            let folder = try Probes.temporaryFolder()
            chmod(folder, 0o755)
            _ = try Probes.run("/bin/cp", [path, folder])
            return (folder, folder + "/ShelfPlugin")
        }

        // MARK: Between programs

        @Test(arguments: WaitingTests.hasRing ? ["io_uring", "epoll"] : ["epoll"])
        func `the next program supervises it on, with what was counted and configured`(backend: String) async throws {
            let host = try UpgradingHost(["supervise", Self.path], backend: backend)
            #expect(try await host.ended() == .exited(code: 0))
            let shown = host.lines.filter { $0.hasPrefix("ready process") || $0.contains("process 0 ") }
            let process = try #require(shown.first?.split(separator: " ").dropFirst(2).first)
            // One crash there; the same process here; one crash here; and one too many.
            #expect(shown.first == "ready process \(process) generation 2 restarts 1", "\(shown)")
            #expect(shown.dropFirst().first == "stopped process 0 generation 2 restarts 1", "\(shown)")
            #expect(shown.dropFirst(2).first == shown.first, "\(shown)")
            #expect(shown.dropFirst(3).first?.hasSuffix("generation 3 restarts 2") == true, "\(shown)")
            #expect(shown.dropFirst(3).first?.contains(process) == false, "\(shown)")
            #expect(
                shown.last?.hasPrefix("failed: ") == true && shown.last?.contains("is given up") == true, "\(shown)")
            let first = try await host.words(after: "first")
            #expect(
                Int(first[1])! > 0 && first[2...3] == ["refused", "3"] && first[4...5] == ["other", "0"], "\(first)")
            #expect(host.lines.contains("has \(first[1])"))
            #expect(host.lines.contains("instance second has kept"))
            #expect(host.lines.contains("again ticking 0"))
            #expect(host.lines.contains("instance second has nothing"))
            let crashes = host.lines.filter { $0.hasPrefix("crashed ") }
            #expect(crashes.count == 3, "\(crashes)")
            for (crash, expected) in zip(
                crashes, ["generation=1 restarts=0", "generation=2 restarts=1", "generation=3"])
            {
                #expect(crash.contains(expected) && crash.contains("SIGKILL"), "\(crash)")
            }
            // What the second one logged before its end reached the host that it had then.
            #expect(crashes.dropFirst().first?.contains("records=0 ") == false, "\(crashes)")
        }

        #if Verification
        @Test func `restarts in the next host run the copy that was checked, whatever lies at the path`() async throws {
            let (folder, path) = try Self.copy()
            defer { _ = try? Probes.run("/bin/rm", ["-r", folder]) }
            let digest = try ProgramDigest.of(programAt: path)
            let plugin = try await Self.start(at: path) { $0.digest = digest }
            let process = try #require(plugin.processID)
            let link = try HostSocket()
            let handover = try await plugin.handOver(to: .anotherProcess)
            // Another program lies there by the time of the restart.
            _ = try Probes.run("/bin/cp", ["-f", Probes.path, path])
            try handover.send(over: link.ours.raw)
            let host = try UpgradingHost(["restart", "3", "\(digest)"], socket: link.theirs.raw)
            let first = try await host.words(after: "ready")
            #expect(first[1] == "\(process)" && first[3] == "1", "\(first)")
            var byte: UInt8 = 1
            #expect(write(link.ours.raw, &byte, 1) == 1)
            #expect(try await host.words(after: "label") == ["shelf"])
            #expect(try await host.ended() == .exited(code: 0))
        }
        #endif

        // MARK: In one process

        @Test func `its old clients say so, and its new ones work`() async throws {
            let before = try await Self.start()
            let states = Supervised.follow(before)
            let old = try before.client(ShelfClient.self)
            let instance = try await before.instance(configuration: ShelfConfiguration(label: "second"))
            let closed = try await before.instance(configuration: ShelfConfiguration(label: "closed"))
            #expect(try old.put("first") == 1)
            let process = before.processID
            await closed.close()
            let handover = try await before.handOver(to: .anotherProcess)
            #expect(handover.isSupervised && handover.processID == process)
            #expect(await states.value == ["ready", "stopped"])
            for call in [old, try? instance.client(ShelfClient.self)].compactMap({ $0 }) {
                let error = #expect(throws: OutboardError.self) { try call.label() }
                #expect(
                    error?.code == .notSent && error?.message.contains("another host") == true,
                    "\(String(describing: error))")
            }
            let refusal = await #expect(throws: OutboardError.self) { _ = try await before.reload() }
            #expect(refusal?.code == .notSent && refusal?.message.contains("another host") == true)
            await before.stop()

            let after = try await SupervisedPlugin.takeOver(
                handover, options: Self.options, restart: Supervised.tireless)
            #expect(after.processID == process && after.generation == 1 && after.name == "ShelfPlugin")
            let shelf = try after.client(ShelfClient.self)
            #expect(try shelf.items() == ["first"])
            let instances = after.takeInstances()
            #expect(try instances.map { try $0.client(ShelfClient.self).label() } == ["second"])
            #expect(after.takeInstances().isEmpty)
            // It is supervised in all that this means.
            let outcome = try await after.reload()
            #expect(outcome.generation == 2 && outcome.replaced == 1 && outcome.callsCutOff.isEmpty)
            #expect(try shelf.label() == "shelf" && shelf.items().isEmpty)
            #expect(try instances[0].client(ShelfClient.self).label() == "second")
            try await Supervised.kill(after)
            #expect(try shelf.label() == "shelf")
            #expect(after.generation == 3 && after.restarts == 1)
            await after.stop()
        }

        @Test func `one that dies on its way is started again, or given up, as its policy says`() async throws {
            for restart in [Supervised.tireless, .never] {
                let before = try await Self.start(restart)
                let handover = try await before.handOver(to: .anotherProcess)
                kill(handover.processID, SIGKILL)
                // Dead for sure, or dying while it is taken over: the same in the end.
                if restart == .never { usleep(300_000) }
                let result = await Probes.outcome { () async throws -> SupervisedPlugin in
                    try await SupervisedPlugin.takeOver(handover, options: Self.options, restart: restart)
                }
                if restart == .never {
                    let error = #expect(throws: OutboardError.self) { _ = try result.get() }
                    #expect(error?.code == .startFailed, "\(String(describing: error))")
                } else {
                    let after = try result.get()
                    #expect(after.processID != handover.processID)
                    #expect(after.generation == 2 && after.restarts == 1)
                    #expect(try after.client(ShelfClient.self).label() == "shelf")
                    await after.stop()
                }
            }
        }

        @Test func `a file that changed meanwhile is noticed by the next host`() async throws {
            let (folder, path) = try Self.copy()
            defer { _ = try? Probes.run("/bin/rm", ["-r", folder]) }
            let before = try await Self.start(at: path) { $0.reloadsOnChange = true }
            let handover = try await before.handOver(to: .anotherProcess)
            _ = try Probes.run("/bin/cp", [Self.path, path + ".new"])
            #expect(rename(path + ".new", path) == 0)
            var options = Self.options
            options.reloadsOnChange = true
            let after = try await SupervisedPlugin.takeOver(handover, options: options)
            #expect(after.generation == 1)
            for _ in 0..<3000 where after.generations.map(\.number) != [2] {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(after.generations.map(\.number) == [2])
            #expect(try after.client(ShelfClient.self).label() == "shelf")
            await after.stop()
        }

        @Test func `what cannot be taken over leaves the handover as it was`() async throws {
            let handle = try await PluginHandle.start(
                at: Self.path, configuration: ShelfConfiguration(label: "plain"), options: Self.options)
            let plain = try await handle.handOver(to: .anotherProcess)
            let error = await #expect(throws: OutboardError.self) { _ = try await SupervisedPlugin.takeOver(plain) }
            #expect(error?.code == .invalidConfiguration && error?.message.contains("was not supervised") == true)
            #expect(!plain.isSupervised)
            await (try await PluginHandle.takeOver(plain, options: Self.options)).stop()

            let before = try await Self.start()
            let handover = try await before.handOver(to: .anotherProcess)
            var options = Self.options
            options.logBytes = 0
            let refusal = await #expect(throws: OutboardError.self) {
                _ = try await SupervisedPlugin.takeOver(handover, options: options)
            }
            #expect(refusal?.code == .invalidConfiguration)
            // One without a supervisor can be made of it.
            let after = try await PluginHandle.takeOver(handover, options: Self.options)
            #expect(try after.client(ShelfClient.self).label() == "shelf")
            await after.stop()
        }

        private static func expectRefusal(_ plugin: SupervisedPlugin, _ code: OutboardError.Code, _ text: String) async
        {
            let error = await #expect(throws: OutboardError.self) {
                _ = try await plugin.handOver(to: .anotherProcess)
            }
            #expect(error?.code == code && error?.message.contains(text) == true, "\(String(describing: error))")
        }

        @Test(SandboxTrial.isTried) func `one that its sandbox binds to its host is not handed over, and goes on`()
            async throws
        {
            // Refused by the generation itself: it stays, and is reloaded and supervised as before.
            let bound = try await Self.start { $0.sandbox.mayOutliveHost = false }
            await Self.expectRefusal(bound, .invalidConfiguration, "sandbox.mayOutliveHost")
            #expect(try await bound.reload().generation == 2)
            #expect(try bound.client(ShelfClient.self).label() == "shelf")
            await bound.stop()
        }

        @Test func `what does not run, or is under way, is not handed over, and goes on`() async throws {
            var options = Self.options
            options.startsLazily = true
            let lazy = SupervisedPlugin(
                at: Self.path, configuration: ShelfConfiguration(label: "lazy"), options: options)
            await Self.expectRefusal(lazy, .notSent, "it is idle")
            #expect(try lazy.client(ShelfClient.self).label() == "lazy")
            await lazy.stop()
            await Self.expectRefusal(lazy, .notSent, "was stopped")

            // While it is being reloaded.
            let probe = Supervised.probe(Supervised.tireless, ProbeConfiguration()) { $0.sandbox.mayOutliveHost = true }
            try await probe.waitUntilReady()
            let client = try probe.client(ProbeClient.self)
            async let slow = PluginPlace.onThread { try client.sleep(milliseconds: 2_000) }
            try await Task.sleep(for: .milliseconds(200))
            async let reloaded = probe.reload()
            while probe.generation == 1 { try await Task.sleep(for: .milliseconds(5)) }
            await Self.expectRefusal(probe, .busy, "being reloaded")
            _ = try await (slow, reloaded)
            let handover = try await probe.handOver(to: .anotherProcess)
            let after = try await SupervisedPlugin.takeOver(handover, options: Self.options)
            #expect(after.generation == 2)
            #expect(try after.client(ProbeClient.self).sum(1, 2) == 3)
            await after.stop()
        }

        @Test func `a stop and a death while it is handed over end it, once`() async throws {
            for stops in [true, false] {
                let before = Supervised.probe(Supervised.once, ProbeConfiguration()) {
                    $0.sandbox.mayOutliveHost = true
                }
                try await before.waitUntilReady()
                let client = try before.client(ProbeClient.self)
                async let slow = Probes.outcome { try await client.failLater(milliseconds: 60_000) }
                try await Task.sleep(for: .milliseconds(200))
                async let handover = Probes.outcome { () async throws -> PluginHandover in
                    try await before.handOver(to: .anotherProcess, within: .seconds(120))
                }
                try await Task.sleep(for: .milliseconds(300))
                let again = await #expect(throws: OutboardError.self) {
                    _ = try await before.handOver(to: .anotherProcess)
                }
                #expect(again?.code == .busy, "\(String(describing: again))")
                if stops { await before.stop() } else { try await Supervised.kill(before) }
                let (outcome, call) = (await handover, await slow)
                let error = #expect(throws: OutboardError.self) { _ = try outcome.get() }
                #expect(error?.code == .lost, "\(String(describing: error))")
                #expect(throws: OutboardError.self) { _ = try call.get() }
                if !stops {
                    // It goes on here, and can be handed over then.
                    #expect(try client.sum(1, 2) == 3)
                    #expect(before.generation == 2)
                    let handover = try await before.handOver(to: .anotherProcess)
                    await (try await SupervisedPlugin.takeOver(handover, options: Self.options)).stop()
                }
            }
        }

        @Test func `nothing grows, however often it is handed over`() async throws {
            await #expect(processExitsWith: .success) {
                alarm(600)
                var plugin = try await Self.start()
                let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "second"))
                var instances = [instance]
                func next() async throws {
                    let handover = try await plugin.handOver(to: .anotherProcess)
                    plugin = try await SupervisedPlugin.takeOver(handover, options: Self.options)
                    instances = plugin.takeInstances()
                    #expect(try instances[0].client(ShelfClient.self).label() == "second")
                    #expect(try plugin.client(ShelfClient.self).label() == "shelf")
                }
                for _ in 0..<3 { try await next() }
                let before = Probes.resources()
                for _ in 0..<20 { try await next() }
                await Probes.expectNoMore(than: before)
                #expect(plugin.generation == 1 && plugin.restarts == 0)
                await plugin.stop()
            }
        }
    }
}
