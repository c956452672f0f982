import Glibc
import Logging
import Outboard
import OutboardSystem
import ProbeInterface
import ShelfInterface
import Testing

@testable import OutboardCore

extension Integration {
    /// Plugins that go from one host to the next while they run.
    @Suite("A plugin that is handed over")
    struct HandoverTests {
        private static let path = Probes.folder + "/ShelfPlugin"

        /// Whether plugins are in a sandbox here: sanitizers go without.
        private static var isSandboxed: Bool { PluginOptions.defaults.sandbox.level == .baseline }

        private static var options: PluginOptions { Probes.movable }

        private static func start(_ label: String = "shelf") async throws -> PluginHandle {
            try await PluginHandle.start(at: path, configuration: ShelfConfiguration(label: label), options: options)
        }

        /// Waits until a process is gone, or a zombie.
        private static func isGone(_ process: Int32) async throws -> Bool {
            for _ in 0..<3000 {
                let state = Probes.read("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ").first
                if state == nil || state == "Z" || state == "X" { return true }
                try await Task.sleep(for: .milliseconds(10))
            }
            return false
        }

        // MARK: Between processes

        @Test func `a host that executes its successor in place loses no call, no record and no state`() async throws {
            let host = try UpgradingHost(["execute", Self.path])
            #expect(try await host.ended() == .exited(code: 0))
            let started = try await host.words(after: "process")
            // The same plugin, of the same process, which another program runs in.
            #expect(host.lines.count { $0.hasPrefix("process \(started[0]) of \(started[2])") } == 2)
            #expect(started[2] == "\(host.processID)")
            let first = try await host.words(after: "first")
            #expect(
                Int(first[1])! > 0 && first[2...3] == ["refused", "3"] && first[4...5] == ["other", "0"], "\(first)")
            #expect(host.lines.contains("process \(started[0]) of \(started[2]) has \(first[1]) of \(first[1])"))
            #expect(host.lines.contains("instances [[\"kept\"]]"))
            #expect(host.lines.contains("sandboxed \(Self.isSandboxed)"))
            #expect(try await host.words(after: "second") == ["answered", "true", "refused", "0", "other", "0"])
            // It is still a child: how it ended is known.
            #expect(try await host.words(after: "ended").last == "host")
            for kind in ["tick", "tock"] {
                let numbers = host.numbers(after: kind)
                #expect(numbers.count > 5 && numbers == Array(0..<numbers.count), "\(kind) \(numbers)")
            }
            #expect(try await Self.isGone(Int32(started[0])!))
        }

        @Test func `a host that was executed in place executes its successor in place`() async throws {
            let host = try UpgradingHost(["execute", Self.path, "again"])
            #expect(try await host.ended() == .exited(code: 0))
            let started = try await host.words(after: "process")
            let programs = host.lines.filter { $0.hasPrefix("process ") }
            #expect(
                programs.count == 3
                    && programs.allSatisfy { $0.hasPrefix("process \(started[0]) of \(host.processID)") },
                "\(programs)")
            #expect(host.lines.count { $0 == "second answered true refused 0 other 0" } == 2)
            #expect(host.lines.count { $0 == "instances [[\"kept\"]]" } == 2)
            #expect(try await host.words(after: "ended").last == "host")
            for kind in ["tick", "tock"] {
                let numbers = host.numbers(after: kind)
                #expect(numbers.count > 5 && numbers == Array(0..<numbers.count), "\(kind) \(numbers)")
            }
            #expect(try await Self.isGone(Int32(started[0])!))
        }

        @Test(SandboxTrial.isTried) func `one that may not give up the signal goes in place once`() async throws {
            let host = try UpgradingHost(["execute", Self.path, "refused"])
            #expect(try await host.ended() == .exited(code: 0))
            let refusal = try await host.words(after: "refused").joined(separator: " ")
            #expect(refusal.contains("start it with the option sandbox.mayOutliveHost"), "\(refusal)")
            // The plugin goes on, until it is stopped.
            #expect(try await host.words(after: "ended").last == "host")
        }

        @Test func `the kernel ends it with a successor that was executed in place`() async throws {
            let host = try UpgradingHost(["execute", Self.path, "stay"])
            let plugin = Int32(try await host.words(after: "process")[0])!
            _ = try await host.words(after: "resumed")
            // Stopped, it could not see the end of its socket: only the kernel's signal ends it.
            #expect(kill(plugin, SIGSTOP) == 0)
            host.kill()
            #expect(try await Self.isGone(plugin))
        }

        @Test(arguments: [SOCK_SEQPACKET, SOCK_STREAM])
        func `a host hands over to another process and ends, and nothing is lost`(kind: __socket_type) async throws {
            let link = try HostSocket(kind)
            let host = try UpgradingHost(["send", Self.path, "3"], socket: link.theirs.raw)
            let process = Int32(try await host.words(after: "process")[0])!
            let handover = try await PluginPlace.onThread {
                try PluginHandover.receive(from: link.ours.raw, within: .seconds(120))
            }
            #expect(handover.processID == process && handover.name == "ShelfPlugin")
            let first = try await host.words(after: "first")
            #expect(first[2...] == ["refused", "3", "other", "0"], "\(first)")
            #expect(try await host.ended() == .exited(code: 0))
            let sink = RecordSink()
            let plugin = try await PluginHandle.takeOver(
                handover,
                options: .defaults {
                    $0.logger = sink.logger(.info)
                    $0.callTimeout = .seconds(60)
                })
            let shelf = try plugin.client(ShelfClient.self)
            #expect(try shelf.items().count == Int(first[1]))
            #expect(try shelf.label() == "ticking")
            #expect(
                plugin.sandboxReport.applied.isSuperset(of: [.systemCalls, .readyCalls]) == Self.isSandboxed)
            let instances = plugin.takeInstances()
            #expect(try instances.map { try $0.client(ShelfClient.self).items() } == [["kept"]])
            #expect(plugin.takeInstances().isEmpty)
            // Numbers of instances go on where they were.
            let third = try await plugin.instance(configuration: ShelfConfiguration(label: "third"))
            #expect(try third.client(ShelfClient.self).label() == "third")
            await instances[0].close()
            #expect(try third.client(ShelfClient.self).put("x") == 1)
            try await plugin.ping()
            await plugin.stop()
            #expect(plugin.fate?.message.contains("was stopped by the host") == true)
            #expect(try await Self.isGone(process))
            let records = try await sink.records { $0.contains { $0.text == "closed ticking" } }
            let ticks = host.numbers(after: "tick") + records.filter { $0.text == "tick" }.map(\.number)
            #expect(ticks.count > 5 && ticks == Array(0..<ticks.count))
            let printed = records.filter { $0.text.hasPrefix("tock ") }.compactMap { Int($0.text.dropFirst(5)) }
            let tocks = host.numbers(after: "tock") + printed
            #expect(tocks.count > 5 && tocks == Array(0..<tocks.count))
        }

        @Test func `it ends with the process that took it over`() async throws {
            let link = try HostSocket()
            let first = try UpgradingHost(["send", Self.path, "3"], socket: link.theirs.raw)
            let second = try UpgradingHost(["receive", "3"], socket: link.ours.raw)
            let plugin = Int32(try await first.words(after: "process")[0])!
            #expect(try await first.ended() == .exited(code: 0))
            _ = try await second.words(after: "resumed")
            #expect(kill(plugin, 0) == 0)
            second.kill()
            #expect(try await Self.isGone(plugin))
        }

        @Test(arguments: [true, false])
        func `it ends when no host follows`(reachesSuccessor: Bool) async throws {
            let link = try HostSocket()
            let host = try UpgradingHost(
                reachesSuccessor ? ["send", Self.path, "3"] : ["drop", Self.path], socket: link.theirs.raw)
            let plugin = Int32(try await host.words(after: "process")[0])!
            if reachesSuccessor {
                // One that has it, and is gone before it takes it over.
                let handover = try await PluginPlace.onThread { try PluginHandover.receive(from: link.ours.raw) }
                #expect(try await host.ended() == .exited(code: 0))
                #expect(kill(plugin, 0) == 0)
                withExtendedLifetime(handover) {}
            }
            #expect(try await Self.isGone(plugin))
        }

        // MARK: In one process

        @Test func `a host can take it back`() async throws {
            let before = try await Self.start()
            let (old, process) = (try before.client(ShelfClient.self), before.processID)
            #expect(try old.put("first") == 1)
            let handover = try await before.handOver(to: .anotherProcess)
            let error = #expect(throws: OutboardError.self) { try old.label() }
            #expect(
                error?.code == .notSent && error?.message.contains("another host") == true, "\(error?.message ?? "")")
            #expect(!before.isRunning && before.fate?.message.contains("was handed over") == true)
            // Neither of these concerns the plugin any more.
            before.kill()
            await before.stop()
            // What is wrong here leaves the plugin for another try.
            var options = Self.options
            options.logBytes = 0
            let refusal = await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.takeOver(handover, options: options)
            }
            #expect(refusal?.code == .invalidConfiguration && refusal?.message.contains("log ring") == true)
            options = Self.options
            // Another geometry is no difficulty.
            options.lanes = 5
            options.name = "again"
            let after = try await PluginHandle.takeOver(handover, options: options)
            #expect(after.processID == process && after.name == "again")
            let shelf = try after.client(ShelfClient.self)
            #expect(try shelf.items() == ["first"])
            let large = String(repeating: "x", count: 40 << 20)
            #expect(try shelf.put(large) == 2)
            #expect(try await shelf.labelLater(milliseconds: 1) == "shelf")
            await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.takeOver(handover, options: options)
            }
            #expect(throws: OutboardError.self) { try old.label() }
            kill(process, SIGTERM)
            #expect(try await after.waitUntilEnded().message.contains("SIGTERM"))
        }

        @Test func `one that is let go of ends, and nobody else holds it`() async throws {
            let plugin = try await Self.start()
            var handover: PluginHandover? = try await plugin.handOver(to: .anotherProcess)
            weak let gone = handover
            handover = nil
            // The waiting thread may have just made it.
            for _ in 0..<300 where gone != nil { try await Task.sleep(for: .milliseconds(10)) }
            #expect(gone == nil)
            #expect(try await Self.isGone(plugin.processID))
        }

        @Test func `of many who give it to a host at once one does, and nothing leaks`() async throws {
            await #expect(processExitsWith: .success) {
                alarm(600)
                var plugin = try await Self.start()
                let link = try HostSocket()
                func next() async throws {
                    let handover = try await plugin.handOver(to: .anotherProcess)
                    let taken = Locked<[PluginHandle]>([])
                    let refusals = Locked<[OutboardError]>([])
                    let sent = await Probes.onThreadsLater(12) { index in
                        do {
                            if index % 3 == 0 {
                                try handover.send(over: link.theirs.raw)
                                return 1
                            }
                            let plugin = try Self.blocking { try await PluginHandle.takeOver(handover) }
                            taken.withLock { $0.append(plugin) }
                        } catch {
                            if let error = error as? OutboardError { refusals.withLock { $0.append(error) } }
                        }
                        return 0
                    }
                    let refused = refusals.withLock { $0 }
                    #expect(refused.count == 11 && sent + taken.withLock { $0.count } == 1)
                    #expect(
                        refused.allSatisfy {
                            $0.code == .invalidConfiguration && $0.message.contains("is good for one host")
                        }, "\(refused)")
                    if let winner = taken.withLock({ $0.first }) {
                        plugin = winner
                    } else {
                        let handover = try PluginHandover.receive(from: link.ours.raw, within: .seconds(60))
                        plugin = try await PluginHandle.takeOver(handover, options: Self.options)
                    }
                    #expect(try plugin.client(ShelfClient.self).label() == "shelf")
                }
                // A process that was sent to another one stays this one's child, which keeps a descriptor for its end.
                try await plugin.handOver(to: .anotherProcess).send(over: link.theirs.raw)
                let own = try PluginHandover.receive(from: link.ours.raw)
                plugin = try await PluginHandle.takeOver(own, options: Self.options)
                for _ in 0..<3 { try await next() }
                let before = Probes.resources()
                for _ in 0..<20 { try await next() }
                await Probes.expectNoMore(than: before)
                await plugin.stop()
            }
        }

        /// Runs something from a thread that is no task's.
        private static func blocking<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) throws -> R {
            let outcome = OneShot<Result<R, any Error>>()
            Task {
                do { outcome.fulfil(.success(try await body())) } catch { outcome.fulfil(.failure(error)) }
            }
            while true {
                if let outcome = outcome.wait() { return try outcome.get() }
            }
        }

        @Test func `one that is named twice is not executed with`() async throws {
            let plugin = try await Self.start()
            let handover = try await plugin.handOver(to: .programInPlace)
            let error = #expect(throws: OutboardError.self) {
                try PluginHandover.execute("/bin/false", handing: [handover, handover])
            }
            #expect(error?.message.contains("is good for one host") == true, "\(error?.message ?? "")")
            let again = try await PluginHandle.takeOver(handover, options: Self.options)
            #expect(try again.client(ShelfClient.self).label() == "shelf")
            await again.stop()
        }

        @Test func `one that has ended meanwhile is that error`() async throws {
            let plugin = try await Self.start()
            let handover = try await plugin.handOver(to: .anotherProcess)
            kill(plugin.processID, SIGKILL)
            #expect(try await Self.isGone(plugin.processID))
            let error = await #expect(throws: OutboardError.self) { _ = try await PluginHandle.takeOver(handover) }
            // Its end may be seen before the takeover begins, or in its handshake.
            #expect(error?.code == .startFailed, "\(String(describing: error))")
        }

        @Test func `calls that take too long fail, and hold up nobody`() async throws {
            let before = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Self.options)
            let probe = try before.client(ProbeClient.self)
            async let slow = PluginPlace.onThread { Result { try probe.sleep(milliseconds: 3_000) } }
            async let task = Probes.outcome { try await probe.echoLater("", milliseconds: 3_000) }
            async let quick = PluginPlace.onThread { Result { try probe.sleep(milliseconds: 400) } }
            try await Task.sleep(for: .milliseconds(200))
            let handover = try await before.handOver(to: .anotherProcess, within: .milliseconds(900))
            _ = try await quick.get()
            for outcome in [try await slow.map { "" }, await task] {
                let error = #expect(throws: OutboardError.self) { try outcome.get() }
                #expect(error?.code == .lost && error?.mayHaveExecuted == true)
                #expect(error?.message.contains("was handed over to another host") == true, "\(error?.message ?? "")")
            }
            let after = try await PluginHandle.takeOver(handover, options: Self.options)
            // While the others go on, and when they have ended: what they answer reaches nobody.
            for _ in 0..<300 {
                #expect(try after.client(ProbeClient.self).sum(1, 2) == 3)
                try await Task.sleep(for: .milliseconds(10))
            }
            await after.stop()
            #expect(after.fate?.message.contains("was stopped") == true)
        }

        @Test func `nothing grows, in neither process, however often it is handed over`() async throws {
            await #expect(processExitsWith: .success) {
                alarm(600)
                var plugin = try await Self.start("ticking")
                func next() async throws {
                    let handover = try await plugin.handOver(to: .anotherProcess)
                    plugin = try await PluginHandle.takeOver(handover, options: Self.options)
                    let shelf = try plugin.client(ShelfClient.self)
                    _ = try await shelf.labelLater(milliseconds: 0)
                    _ = try shelf.put(String(repeating: "x", count: 8000))
                }
                func counts() -> [Int] {
                    let process = "/proc/\(plugin.processID)"
                    let maps = Probes.read(process + "/maps").split(separator: "\n")
                    return ["fd", "task"].map { Probes.entries("\(process)/\($0)").count }
                        + [maps.count { $0.contains("/memfd:outboard") }]
                }
                for _ in 0..<3 { try await next() }
                let (host, before) = (Probes.resources(), counts())
                for _ in 0..<20 { try await next() }
                await Probes.expectNoMore(than: host)
                // The last workers of the host before may be on their way out.
                for _ in 0..<6000 {
                    guard zip(counts(), before).contains(where: { $0 > $1 }) else { break }
                    usleep(10_000)
                }
                #expect(zip(counts(), before).allSatisfy { $0 <= $1 }, "\(before) \(counts())")
                await plugin.stop()
            }
        }

        // MARK: What cannot be handed over

        @Test(SandboxTrial.isTried) func `what is bound to its host says so, and stays`() async throws {
            func refusal(
                _ code: OutboardError.Code, _ text: String, of path: String = Self.path,
                _ change: (inout PluginOptions) -> Void
            ) async throws {
                var options = Self.options
                change(&options)
                let plugin = try await PluginHandle.start(
                    at: path, configuration: ShelfConfiguration(label: "bound"), options: options)
                let error = await #expect(throws: OutboardError.self) {
                    _ = try await plugin.handOver(to: .anotherProcess)
                }
                #expect(error?.code == code && error?.message.contains(text) == true, "\(error?.message ?? "")")
                #expect(plugin.isRunning)
                if path == Self.path { #expect(try plugin.client(ShelfClient.self).label() == "bound") }
                await plugin.stop()
                #expect(plugin.fate?.message.contains("was stopped") == true)
            }
            try await refusal(.invalidConfiguration, "sandbox.mayOutliveHost") { $0.sandbox.mayOutliveHost = false }
            try await refusal(.interfaceMismatch, "rebuild it", of: Probes.folder + "/CSkeleton") { _ in }
        }

        /// Starts a plugin, has it refuse to leave, and looks that it goes on.
        private static func expectEnclosed(
            _ things: [String], at path: String = Probes.path, _ change: (inout PluginOptions) -> Void
        ) async throws {
            var options = Self.options
            change(&options)
            let plugin = try await PluginHandle.start(at: path, configuration: ProbeConfiguration(), options: options)
            for successor in [PluginHandover.Successor.programInPlace, .anotherProcess] {
                let error = await #expect(throws: OutboardError.self) { _ = try await plugin.handOver(to: successor) }
                #expect(error?.code == .invalidConfiguration)
                let message = error?.message ?? ""
                for thing in things + ["stop the plugin and have the next host start it"] {
                    #expect(message.contains(thing), "\(message)")
                }
            }
            #expect(try plugin.client(ProbeClient.self).sum(1, 2) == 3)
            await plugin.stop()
            #expect(plugin.fate?.message.contains("was stopped") == true)
        }

        @Test(
            SandboxTrial.isTried, .enabled(if: SandboxTrial.noNamespaces == nil, "\(SandboxTrial.noNamespaces ?? "")"))
        func `one in namespaces stays with its host`() async throws {
            try await Self.expectEnclosed(["its namespaces", "without sandbox.level .namespaces"]) {
                $0.sandbox.level = .namespaces
                $0.sandbox.required.insert(.processNamespace)
            }
        }

        @Test(
            SandboxTrial.isTried,
            .enabled(if: SandboxTrial.groups != nil, "no control group of version 2 that this user may write to"))
        func `one in a control group of its own stays with its host`() async throws {
            let parent = try #require(SandboxTrial.groups)
            try await Self.expectEnclosed(["its control group", "without sandbox.controlGroup"]) {
                $0.sandbox.controlGroup = parent
                $0.sandbox.required.insert(.controlGroup)
            }
        }

        @Test(SandboxTrial.isTried, .enabled(if: getuid() == 0, "this user is not root"))
        func `one that is a user of its own stays with its host`() async throws {
            // Where that user can get at it.
            let folder = try Probes.temporaryFolder()
            defer { _ = try? Probes.run("/bin/rm", ["-r", folder]) }
            _ = try Probes.run("/bin/cp", [Probes.path, folder])
            chmod(folder, 0o755)
            try await Self.expectEnclosed(["its user", "without sandbox.users"], at: folder + "/ProbePlugin") {
                $0.sandbox.users = 861_030...861_031
                $0.sandbox.required.insert(.ownUser)
            }
        }

        @Test(SandboxTrial.isTried) func `limits that the host watches are watched by the next one`() async throws {
            var options = Self.options
            options.lanes = 1
            options.sandbox.threadLimit = 20
            let before = try await PluginHandle.start(
                at: Self.path, configuration: ShelfConfiguration(label: "many"), options: options)
            // What its next host says about its sandbox means nothing; each lane takes a thread.
            options.sandbox.threadLimit = nil
            let between = try await PluginHandle.takeOver(
                try await before.handOver(to: .anotherProcess), options: options)
            options.lanes = 30
            let after = try await PluginHandle.takeOver(
                try await between.handOver(to: .anotherProcess), options: options)
            let fate = try await after.waitUntilEnded()
            #expect(fate.message.contains("threads, and may use 20"), "\(fate.message)")
        }

        @Test(SandboxTrial.isTried) func `the sandbox itself keeps a plugin from outliving its host`() async throws {
            // As if the host had not looked: the plugin asks the kernel, and is refused.
            var options = Self.options
            options.sandbox.mayOutliveHost = false
            let plugin = try await PluginHandle.start(
                at: Self.path, configuration: ShelfConfiguration(label: "bound"), options: options)
            // In place of its host it need not.
            let handover = try await plugin.handOver(to: .programInPlace)
            let link = try HostSocket()
            let error = #expect(throws: OutboardError.self) { try handover.send(over: link.ours.raw) }
            #expect(error?.message.contains("in place of this one") == true, "\(error?.message ?? "")")
            let again = try await PluginHandle.takeOver(handover, options: options)
            // One that was handed over before may have given it up: so the plugin is asked.
            let refusal = await #expect(throws: OutboardError.self) {
                _ = try await again.handOver(to: .anotherProcess)
            }
            #expect(refusal?.code == .startFailed, "\(refusal?.message ?? "")")
            #expect(refusal?.message.contains("give up the signal") == true, "\(refusal?.message ?? "")")
            #expect(try again.client(ShelfClient.self).label() == "bound")
            await again.stop()
        }

        @Test func `a program that cannot be executed leaves everything as it was`() async throws {
            let plugin = try await Self.start()
            let handover = try await plugin.handOver(to: .programInPlace)
            let error = #expect(throws: OutboardError.self) {
                try PluginHandover.execute("/nowhere/host", handing: [handover])
            }
            #expect(error?.code == .startFailed && error?.message.contains("/nowhere/host") == true)
            let again = try await PluginHandle.takeOver(handover, options: Self.options)
            #expect(try again.client(ShelfClient.self).label() == "shelf")
            await again.stop()
        }

        @Test func `while it leaves it makes no instance that the next host would not know of`() async throws {
            let plugin = try await Self.start()
            let client = try plugin.client(ShelfClient.self)
            // Holds up the handover.
            async let last = client.labelLater(milliseconds: 3_000)
            try await StoppedProcess.waitForCalls(1, client.caller)
            async let leaving = Self.leave(plugin)
            // Until it is on its way they are made; each ends with its value.
            var made: [PluginInstance] = []
            var refusal: OutboardError?
            while refusal == nil, made.count < 1000 {
                do {
                    made.append(try await plugin.instance(configuration: ShelfConfiguration(label: "further")))
                    try await Task.sleep(for: .milliseconds(1))
                } catch { refusal = error as? OutboardError }
            }
            #expect(refusal?.code == .busy, "\(refusal?.message ?? "none")")
            #expect(refusal?.message.contains("it is being handed over") == true, "\(refusal?.message ?? "")")
            #expect(try await last == "shelf")
            let next = try await PluginHandle.takeOver(try await leaving, options: Self.options)
            #expect(next.takeInstances().count == made.count)
            let more = try await next.instance(configuration: ShelfConfiguration(label: "more"))
            #expect(try more.client(ShelfClient.self).label() == "more")
            await next.stop()
        }

        @Test func `full bells hold up nobody`() async throws {
            let plugin = try await Self.start()
            let client = try plugin.client(ShelfClient.self)
            #expect(try client.label() == "shelf")
            // As the plugin can, which has them as well: who rings one then, waits.
            for bell in client.caller.binding.channel.parts.bells.map({ $0.toHost.raw }) {
                var count: UInt64 = 0
                _ = read(bell, &count, 8)
                count = .max - 1
                #expect(fcntl(bell, F_SETFL, 0) == 0)
                #expect(write(bell, &count, 8) == 8)
            }
            let handover = try await plugin.handOver(to: .programInPlace)
            let next = try await PluginHandle.takeOver(handover, options: Self.options)
            #expect(try next.client(ShelfClient.self).label() == "shelf")
            await next.stop()
        }

        /// Hands a plugin over as soon as none of its instances is just being made.
        private static func leave(_ plugin: PluginHandle) async throws -> PluginHandover {
            while true {
                do {
                    return try await plugin.handOver(to: .programInPlace)
                } catch let error as OutboardError where error.code == .busy {
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
        }

        @Test func `what is no plugin is refused`() async throws {
            let link = try HostSocket()
            var byte: UInt8 = 1
            #expect(write(link.theirs.raw, &byte, 1) == 1)
            let error = await #expect(throws: OutboardError.self) {
                _ = try await PluginPlace.onThread { try PluginHandover.receive(from: link.ours.raw) }
            }
            #expect(error?.code == .invalidConfiguration, "\(error?.message ?? "")")
            #expect(throws: OutboardError.self) { try PluginHandover.receive(from: 0, within: .zero) }
            let late = #expect(throws: OutboardError.self) {
                try PluginHandover.receive(from: link.ours.raw, within: .milliseconds(20))
            }
            #expect(late?.code == .timeout)
            // A number that is something else meanwhile.
            await #expect(processExitsWith: .success) {
                for value in ["7:1", "0:0", "x", "2:\(Probes.read("/proc/self/stat").count)"] {
                    setenv(PluginHandover.variable, value, 1)
                    let error = #expect(throws: OutboardError.self) { try PluginHandover.inherited() }
                    #expect(error?.code == .invalidConfiguration)
                    #expect(getenv(PluginHandover.variable) == nil)
                }
                #expect((try? PluginHandover.inherited().isEmpty) == true)
                // One behind it is looked at as well, and does not stay open.
                var sockets: [Int32] = [0, 0]
                #expect(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &sockets) == 0)
                var status = stat()
                #expect(fstat(sockets[0], &status) == 0)
                close(sockets[1])
                setenv(PluginHandover.variable, "x \(sockets[0]):\(status.st_ino)", 1)
                #expect(throws: OutboardError.self) { try PluginHandover.inherited() }
                let inode = status.st_ino
                // Its number may be something else's by now.
                #expect(fstat(sockets[0], &status) != 0 || status.st_ino != inode)
            }
        }
    }
}
