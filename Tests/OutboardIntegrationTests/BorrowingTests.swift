import FramesInterface
import Glibc
import Outboard
import OutboardSystem
import ProbeInterface
import TestLoad
import Testing

@testable import OutboardCore

extension Integration {
    /// Memory that a host lends to plugins in processes of their own.
    @Suite("Buffers that are lent")
    struct BorrowingTests {
        private static let path = Probes.folder + "/FramesPlugin"

        private static func start(_ change: (inout PluginOptions) -> Void = { _ in }) async throws -> PluginHandle {
            var options = Probes.quiet
            change(&options)
            return try await PluginHandle.start(at: path, options: options)
        }

        private static func filled(_ byteCount: Int, seed: Int = 1) throws -> SharedBuffer {
            let buffer = try SharedBuffer(byteCount: byteCount)
            fill(buffer, seed: seed)
            return buffer
        }

        private static func fill(_ buffer: SharedBuffer, seed: Int) {
            buffer.withUnsafeMutableBytes { _ = memset($0.baseAddress!, Int32(seed & 255), $0.count) }
        }

        private static func checksum(_ bytes: SharedBytes) -> UInt64 {
            bytes.withUnsafeBytes { Projector.checksum($0) }
        }

        /// How many buffers a process has mapped.
        private static func mapped(_ process: Int32) -> Int {
            Probes.read("/proc/\(process)/maps").split(separator: "\n").count { $0.contains("outboard-buffer") }
        }

        /// Waits until a process has so many mapped.
        private static func expect(_ count: Int, mappedBy process: Int32) async throws {
            for _ in 0..<3000 where mapped(process) != count { try await Task.sleep(for: .milliseconds(10)) }
            #expect(mapped(process) == count)
        }

        private static func expectNotLent(_ call: () throws -> UInt64) {
            let error = #expect(throws: OutboardError.self) { try call() }
            #expect(error?.code == .invalidPayload && error?.message.contains("is not lent") == true, "\(error as Any)")
        }

        @Test func `a plugin reads what its host writes, without a copy`() async throws {
            let plugin = try await Self.start()
            let frames = try plugin.client(FramesClient.self)
            let buffer = try Self.filled(16 << 20)
            Self.expectNotLent { try frames.checksum(of: buffer.bytes) }
            try await plugin.lend(buffer)
            try plugin.lendBlocking(buffer)
            try await Self.expect(1, mappedBy: plugin.processID)
            #expect(try frames.checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
            for seed in 0..<20 {
                Self.fill(buffer, seed: seed)
                let part = buffer[(seed * 100_000)..<(seed * 100_000 + 5000 + seed)]
                #expect(try frames.checksum(of: part) == Self.checksum(part))
                #expect(try await frames.checksumLater(of: part, milliseconds: 1) == Self.checksum(part))
                try frames.note(part)
            }
            #expect(try frames.noted() != 0)
            plugin.takeBack(buffer)
            try await Self.expect(0, mappedBy: plugin.processID)
            Self.expectNotLent { try frames.checksum(of: buffer.bytes) }
            let copy: [UInt8] = [1, 2, 3]
            #expect(try frames.checksum(ofCopy: copy) == copy.withUnsafeBytes { Projector.checksum($0) })
            await plugin.stop()
        }

        @Test("It cannot be written there, with a sandbox and without", arguments: [true, false])
        func tampering(isSandboxed: Bool) async throws {
            let plugin = try await Self.start { options in
                if !isSandboxed { options.sandbox.level = .none }
            }
            let frames = try plugin.client(FramesClient.self)
            let buffer = try Self.filled(8192)
            try await plugin.lend(buffer)
            let errors = try frames.tamper(with: buffer.bytes)
            #expect(errors.count == 2 && errors.allSatisfy { $0 == EACCES || $0 == EPERM }, "\(errors)")
            #expect(Self.checksum(buffer.bytes) == Self.checksum(try Self.filled(8192).bytes))
            #expect(try frames.checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
            await plugin.stop()
        }

        @Test func `what a call still uses stays mapped until it ends`() async throws {
            let plugin = try await Self.start()
            let frames = try plugin.client(FramesClient.self)
            let buffer = try Self.filled(100_000)
            let sum = Self.checksum(buffer.bytes)
            try await plugin.lend(buffer)
            async let late = frames.checksumLater(of: buffer.bytes, milliseconds: 400)
            while try frames.begun() == 0 { try await Task.sleep(for: .milliseconds(2)) }
            try frames.keep(buffer.bytes)
            plugin.takeBack(buffer)
            #expect(try await late == sum)
            #expect(try frames.keptChecksum() == sum)
            #expect(Self.mapped(plugin.processID) == 1)
            try frames.letGo()
            try await Self.expect(0, mappedBy: plugin.processID)
            await plugin.stop()
        }

        @Test func `one buffer serves many plugins at once`() async throws {
            let buffer = try Self.filled(300_000)
            var plugins: [PluginHandle] = []
            for _ in 0..<8 { plugins.append(try await Self.start { $0.lanes = 1 }) }
            for plugin in plugins { try await plugin.lend(buffer) }
            let group = try PluginGroup(plugins.map { try $0.client(FramesClient.self) })
            for seed in 0..<10 {
                Self.fill(buffer, seed: seed)
                let sum = Self.checksum(buffer[7...])
                for result in await group.all(FramesClient.checksumCall(of: buffer[7...])) {
                    #expect(try result.get() == sum)
                }
            }
            plugins[0].takeBack(buffer)
            try await Self.expect(0, mappedBy: plugins[0].processID)
            Self.expectNotLent { try group.clients[0].checksum(of: buffer.bytes) }
            #expect(try group.clients[1].checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
            for plugin in plugins { await plugin.stop() }
        }

        @Test func `a thousand times lent and taken back leaves nothing behind, on either side`() async throws {
            let rounds = TestLoad.scaled(1000)
            let plugin = try await Self.start()
            let frames = try plugin.client(FramesClient.self)
            let first = try Self.filled(5000)
            try await plugin.lend(first)
            #expect(try frames.checksum(of: first.bytes) == Self.checksum(first.bytes))
            let files = Probes.entries("/proc/\(plugin.processID)/fd").count
            let own = Probes.entries("/proc/self/fd").count
            let ownMapped = Self.mapped(getpid())
            for round in 0..<rounds {
                let buffer = try Self.filled(4096 + round, seed: round)
                try await plugin.lend(buffer)
                #expect(try frames.checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
                plugin.takeBack(buffer)
            }
            try await Self.expect(1, mappedBy: plugin.processID)
            #expect(Probes.entries("/proc/\(plugin.processID)/fd").count <= files)
            #expect(Probes.entries("/proc/self/fd").count <= own + 2)
            #expect(Self.mapped(getpid()) <= ownMapped)
            #expect(try frames.checksum(of: first.bytes) == Self.checksum(first.bytes))
            await plugin.stop()
        }

        @Test func `there are at most 1,024, and one that is taken back makes room`() async throws {
            let plugin = try await Self.start()
            let frames = try plugin.client(FramesClient.self)
            var buffers: [SharedBuffer] = []
            for seed in 0..<1024 {
                buffers.append(try Self.filled(64, seed: seed))
                try await plugin.lend(buffers[seed])
            }
            let more = try Self.filled(64)
            let error = await #expect(throws: OutboardError.self) { try await plugin.lend(more) }
            #expect(error?.code == .busy && error?.message.contains("take one back") == true, "\(error as Any)")
            for buffer in [buffers[0], buffers[512], buffers[1023]] {
                #expect(try frames.checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
            }
            plugin.takeBack(buffers[3])
            try await plugin.lend(more)
            #expect(try frames.checksum(of: more.bytes) == Self.checksum(more.bytes))
            await plugin.stop()
        }

        // MARK: When plugins come and go

        @Test func `a plugin that is too old says so`() async throws {
            try await withPlugin(at: Probes.folder + "/CPlugin", options: Probes.quiet) { plugin in
                let buffer = try Self.filled(64)
                let error = await #expect(throws: OutboardError.self) { try await plugin.lend(buffer) }
                #expect(error?.code == .interfaceMismatch && error?.message.contains("newer Outboard") == true)
                plugin.takeBack(buffer)
                #expect(plugin.isRunning)
            }
        }

        @Test func `one that has ended borrows nothing, and lets go of the buffer`() async throws {
            let plugin = try await Self.start()
            weak var memory: SharedBuffer?
            do {
                let buffer = try Self.filled(64)
                memory = buffer
                try await plugin.lend(buffer)
            }
            #expect(memory != nil)
            await plugin.stop()
            #expect(memory == nil)
            let error = await #expect(throws: OutboardError.self) { try await plugin.lend(try Self.filled(64)) }
            #expect(error?.code == .notSent, "\(error as Any)")
        }

        @Test func `one that is stopped by a signal is not waited for longer than its start may take`() async throws {
            let plugin = try await Self.start { $0.startTimeout = .seconds(5) }
            let frames = try plugin.client(FramesClient.self)
            kill(plugin.processID, SIGSTOP)
            let buffer = try Self.filled(64)
            let error = await #expect(throws: OutboardError.self) { try await plugin.lend(buffer) }
            #expect(error?.code == .timeout, "\(error as Any)")
            kill(plugin.processID, SIGCONT)
            // It takes it late, and has to give it back at once.
            try await plugin.ping(within: .seconds(60))
            try await Self.expect(0, mappedBy: plugin.processID)
            try await plugin.lend(buffer)
            #expect(try frames.checksum(of: buffer.bytes) == Self.checksum(buffer.bytes))
            await plugin.stop()
        }

        @Test func `every generation of a supervised plugin is lent it before it is called`() async throws {
            let plugin = SupervisedPlugin(at: Self.path, options: Probes.quiet, restart: Supervised.tireless)
            let (early, taken) = (try Self.filled(5000), try Self.filled(50))
            // Perhaps before it has started: then nobody has to wait.
            try await plugin.lend(early)
            try await plugin.waitUntilReady()
            let frames = try plugin.client(FramesClient.self)
            let sum = Self.checksum(early.bytes)
            #expect(try frames.checksum(of: early.bytes) == sum)
            let late = try Self.filled(700, seed: 9)
            try plugin.lendBlocking(late)
            try await plugin.lend(taken)
            plugin.takeBack(taken)
            for _ in 0..<3 {
                try await Supervised.kill(plugin)
                #expect(try frames.checksum(of: early.bytes) == sum)
                #expect(try frames.checksum(of: late.bytes) == Self.checksum(late.bytes))
                Self.expectNotLent { try frames.checksum(of: taken.bytes) }
            }
            let outcome = try await plugin.reload()
            #expect(outcome.callsCutOff.isEmpty)
            #expect(try frames.checksum(of: late.bytes) == Self.checksum(late.bytes))
            try await Self.expect(2, mappedBy: try #require(plugin.processID))
            plugin.takeBack(early)
            plugin.takeBack(late)
            try await Self.expect(0, mappedBy: try #require(plugin.processID))
            await plugin.stop()
            let error = await #expect(throws: OutboardError.self) { try await plugin.lend(late) }
            #expect(error?.code == .notSent, "\(error as Any)")
        }

        @Test func `the next host lends its own`() async throws {
            let plugin = try await Self.start { $0.sandbox.mayOutliveHost = true }
            let frames = try plugin.client(FramesClient.self)
            let (kept, old) = (try Self.filled(3000), try Self.filled(30))
            let sum = Self.checksum(kept.bytes)
            try await plugin.lend(kept)
            try await plugin.lend(old)
            try frames.keep(kept.bytes)
            let next = try await PluginHandle.takeOver(
                try await plugin.handOver(to: .anotherProcess), options: Probes.movable)
            let after = try next.client(FramesClient.self)
            // What it keeps is all that is left of what the host before lent.
            try await Self.expect(1, mappedBy: next.processID)
            #expect(try after.keptChecksum() == sum)
            Self.expectNotLent { try after.checksum(of: old.bytes) }
            try await next.lend(old)
            #expect(try after.checksum(of: old.bytes) == Self.checksum(old.bytes))
            try after.letGo()
            try await Self.expect(1, mappedBy: next.processID)
            await next.stop()
        }
    }
}
