import Glibc
import Outboard
import OutboardSystem
import ShelfInterface
import Testing

@testable import OutboardCore

extension Integration {
    /// One process with several instances.
    @Suite("Instances of a plugin")
    struct InstanceTests {
        private static let path = Probes.folder + "/ShelfPlugin"

        /// What a plugin printed.
        private final class Output: Sendable {
            private let bytes = Locked<[UInt8]>([])

            func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }

            var lines: [String] {
                String(decoding: bytes.withLock { $0 }, as: UTF8.self).split(separator: "\n").map(String.init)
            }

            /// Waits for a line.
            func wait(for line: String) async throws {
                for _ in 0..<6000 where !lines.contains(line) { try await Task.sleep(for: .milliseconds(10)) }
                #expect(lines.contains(line), "\(lines)")
            }
        }

        private func start(
            _ label: String = "first", output: Output? = nil, _ change: (inout PluginOptions) -> Void = { _ in }
        ) async throws -> PluginHandle {
            var options = Probes.quiet
            if let output { options.outputHandler = { _, bytes in output.add(bytes) } }
            change(&options)
            return try await PluginHandle.start(
                at: Self.path, configuration: ShelfConfiguration(label: label), options: options)
        }

        @Test func `each has its configuration, its state and all interfaces`() async throws {
            let plugin = try await start()
            let own = try plugin.client(ShelfClient.self)
            var instances: [PluginInstance] = []
            for number in 0..<20 {
                instances.append(try await plugin.instance(configuration: ShelfConfiguration(label: "label \(number)")))
            }
            for (number, instance) in instances.enumerated() {
                let (shelf, door) = try (instance.client(ShelfClient.self), instance.client(DoorClient.self))
                #expect(try shelf.label() == "label \(number)")
                for item in 0...number { #expect(try shelf.put("\(item)") == item + 1) }
                #expect(try door.open() == 1)
                for _ in 0..<100 { try door.knock() }
                #expect(try door.knocks() == 100)
                #expect(try await shelf.labelLater(milliseconds: 1) == "label \(number)")
                #expect(throws: ShelfError(item: "jug")) { try shelf.drop("jug") }
                #expect(throws: DoorError(inches: 3)) { try door.force() }
                await #expect(throws: DoorError(inches: 4)) { try await door.forceLater() }
            }
            #expect(try own.label() == "first")
            #expect(try own.items().isEmpty)
            #expect(try plugin.client(DoorClient.self).knocks() == 0)
            await plugin.stop()
        }

        @Test func `one that is refused is told with the plugin's words, and the plugin goes on`() async throws {
            let plugin = try await start()
            let error = await #expect(throws: OutboardError.self) {
                try await plugin.instance(configuration: ShelfConfiguration(label: "rotten", isRefused: true))
            }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("rotten") == true, "\(error?.message ?? "")")
            let other = await #expect(throws: OutboardError.self) { try await plugin.instance() }
            #expect(other?.code == .refused)
            #expect(other?.message.contains("configuration differs") == true, "\(other?.message ?? "")")
            let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "sound"))
            #expect(try instance.client(ShelfClient.self).label() == "sound")
            await plugin.stop()
        }

        @Test func `a large configuration reaches it`() async throws {
            let plugin = try await start()
            let label = String(repeating: "long ", count: 100_000)
            let instance = try await plugin.instance(configuration: ShelfConfiguration(label: label))
            #expect(try instance.client(ShelfClient.self).label() == label)
            await plugin.stop()
        }

        @Test func `one that is closed runs shutDown, and nobody else takes its calls`() async throws {
            let output = Output()
            let plugin = try await start(output: output)
            let gone = try await plugin.instance(configuration: ShelfConfiguration(label: "gone"))
            let stays = try await plugin.instance(configuration: ShelfConfiguration(label: "stays"))
            let (shelf, door) = try (gone.client(ShelfClient.self), gone.client(DoorClient.self))
            #expect(try shelf.put("cup") == 1)
            await gone.close()
            try await output.wait(for: "closed gone")
            let later = try await plugin.instance(configuration: ShelfConfiguration(label: "later"))
            for _ in 0..<3 {
                let error = #expect(throws: OutboardError.self) { try shelf.label() }
                #expect(error?.code == .unknownMethod && error?.mayHaveExecuted == false)
                #expect(error?.message.contains("there is no instance 1") == true, "\(error?.message ?? "")")
                // Without an answer: one would end the plugin.
                try door.knock()
            }
            #expect(throws: OutboardError.self) { try gone.client(ShelfClient.self) }
            #expect(try stays.client(ShelfClient.self).label() == "stays")
            #expect(try later.client(ShelfClient.self).items().isEmpty)
            await gone.close()
            await plugin.stop()
            // The one-way calls that found nobody are told of as well.
            let ends = output.lines.filter { $0.hasPrefix("closed ") }
            #expect(Set(ends) == ["closed gone", "closed stays", "closed later", "closed first"] && ends.count == 4)
            #expect(output.lines.contains { $0.contains("knock() failed") })
        }

        @Test func `one without references is closed`() async throws {
            let output = Output()
            let plugin = try await start(output: output)
            var instance: PluginInstance? = try await plugin.instance(configuration: ShelfConfiguration(label: "brief"))
            #expect(try instance?.client(ShelfClient.self).label() == "brief")
            instance = nil
            try await output.wait(for: "closed brief")
            await plugin.stop()
        }

        @Test func `closing waits for the calls that run`() async throws {
            let output = Output()
            let plugin = try await start(output: output)
            let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "slow"))
            let shelf = try instance.client(ShelfClient.self)
            let label = Task { try await shelf.labelLater(milliseconds: 400) }
            // So that it has begun: it is before this one on their lane, or not long after it.
            _ = try await shelf.labelLater(milliseconds: 100)
            await instance.close()
            #expect(try await label.value == "slow")
            try await output.wait(for: "closed slow")
            await plugin.stop()
        }

        @Test func `many are made at once`() async throws {
            let plugin = try await start()
            let labels = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "\(number)"))
                        let isRight = try instance.client(ShelfClient.self).label() == "\(number)"
                        await instance.close()
                        return isRight
                    }
                }
                return try await group.reduce(into: 0) { if $1 { $0 += 1 } }
            }
            #expect(labels == 100)
            await plugin.stop()
        }

        @Test func `they end with the plugin`() async throws {
            let plugin = try await start()
            let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "x"))
            let shelf = try instance.client(ShelfClient.self)
            plugin.kill()
            _ = try await plugin.waitUntilEnded()
            #expect(throws: OutboardError.self) { try shelf.label() }
            let error = await #expect(throws: OutboardError.self) {
                try await plugin.instance(configuration: ShelfConfiguration())
            }
            #expect(error?.code == .notSent)
            await instance.close()
        }

        @Test func `a supervised plugin has them in every generation`() async throws {
            let plugin = try await SupervisedPlugin.start(
                at: Self.path, configuration: ShelfConfiguration(label: "own"), options: Probes.quiet,
                restart: Supervised.tireless)
            let closed = try await plugin.instance(configuration: ShelfConfiguration(label: "closed"))
            let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "kept"))
            let (own, shelf) = try (plugin.client(ShelfClient.self), instance.client(ShelfClient.self))
            let ended = try closed.client(ShelfClient.self)
            #expect(try ended.label() == "closed")
            await closed.close()
            for _ in 0..<3 {
                #expect(try shelf.put("cup") == 1)
                try await Supervised.kill(plugin)
                #expect(try shelf.label() == "kept")
                #expect(try shelf.items().isEmpty)
                #expect(try own.label() == "own")
                #expect(throws: OutboardError.self) { try ended.label() }
                #expect(try instance.client(DoorClient.self).open() == 1)
            }
            try await plugin.reload()
            #expect(try shelf.label() == "kept")
            await instance.close()
            #expect(throws: OutboardError.self) { try shelf.label() }
            await plugin.stop()
        }

        @Test func `callers of an instance wait while its generation dies`() async throws {
            let plugin = try await SupervisedPlugin.start(
                at: Self.path, configuration: ShelfConfiguration(label: "own"), options: Probes.quiet,
                restart: Supervised.tireless)
            let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "kept"))
            let isOver = Locked(false)
            let errors = Locked<[OutboardError]>([])
            async let wrong = Probes.onThreadsLater(2) { index in
                var (wrong, made) = (0, 0)
                let old = try! instance.client(ShelfClient.self)
                while !isOver.withLock({ $0 }) {
                    do {
                        // One keeps its client. The other makes new ones, also where there is nobody to call.
                        let shelf = index == 0 ? old : try instance.client(ShelfClient.self)
                        made += 1
                        if index == 0 || made % 50 == 0, try shelf.label() != "kept" { wrong += 1 }
                    } catch {
                        errors.withLock { $0.append(error as! OutboardError) }
                    }
                }
                return wrong
            }
            for number in 1...20 {
                if let process = plugin.processID { kill(process, SIGKILL) }
                for _ in 0..<6000 {
                    if plugin.generation > number, case .ready = plugin.state { break }
                    try? await Task.sleep(for: .milliseconds(10))
                }
            }
            isOver.withLock { $0 = true }
            #expect(await wrong == 0)
            #expect(plugin.generation > 20)
            // Those that the plugin had when it died.
            let unexpected = errors.withLock { $0.filter { !$0.mayHaveExecuted } }
            #expect(unexpected.isEmpty, "\(unexpected.prefix(3))")
            await plugin.stop()
            let error = #expect(throws: OutboardError.self) { try instance.client(ShelfClient.self).label() }
            #expect(error?.code == .notSent && error?.message.contains("stopped") == true, "\(error?.message ?? "")")
        }

        @Test func `a plugin that makes none is told from one that does`() async throws {
            let plugin = try await PluginHandle.start(at: Probes.folder + "/CPlugin", options: Probes.quiet)
            let error = await #expect(throws: OutboardError.self) { try await plugin.instance() }
            #expect(error?.code == .interfaceMismatch)
            #expect(error?.message.contains("makes no further instances") == true, "\(error?.message ?? "")")
            await plugin.stop()
        }
    }
}
