import Glibc
import Logging
import Outboard
import OutboardSystem
import ShelfInterface
import Testing

@testable import OutboardCore

extension Integration {
    /// Plugins that somebody else starts.
    @Suite("A plugin that attaches")
    struct AttachTests {
        private static let path = Probes.folder + "/ShelfPlugin"
        private static let configuration = ShelfConfiguration(label: "by hand")

        private static var options: PluginOptions {
            var options = Probes.quiet
            options.name = "shelf"
            return options
        }

        /// Waits at a point and starts the plugin there.
        private func attach(_ point: AttachPoint) async throws -> (PluginHandle, HandStarted) {
            let program = try HandStarted(Self.path, [point.variable])
            let plugin = try await point.attach(
                configuration: Self.configuration, options: Self.options, within: .seconds(60))
            return (plugin, program)
        }

        @Test func `it is called like any other, and ends when it is told to`() async throws {
            let (plugin, program) = try await attach(AttachPoint())
            #expect(plugin.processID == program.processID)
            let report = try #require(plugin.attachment)
            #expect(report.processID == program.processID && report.userID == geteuid())
            #expect(report.description.contains("without a sandbox"))
            #expect(plugin.sandboxReport.applied.isEmpty)
            let (shelf, door) = try (plugin.client(ShelfClient.self), plugin.client(DoorClient.self))
            for round in 1...200 { #expect(try shelf.put("\(round)") == round) }
            #expect(try shelf.label() == "by hand")
            #expect(try await shelf.labelLater(milliseconds: 1) == "by hand")
            // Larger than a lane's memory: files travel over the control socket.
            let large = String(repeating: "x", count: 40 << 20)
            #expect(try shelf.put(large) == 201)
            #expect(try shelf.items().last == large)
            for _ in 0..<100 { try door.knock() }
            #expect(try door.knocks() == 100)
            let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "second"))
            #expect(try instance.client(ShelfClient.self).label() == "second")
            try await plugin.ping()
            await plugin.stop()
            #expect(await program.ended().status == 0)
        }

        @Test func `a socket file is its owner's alone, and goes`() async throws {
            let folder = "/tmp/outboard-attach-\(getpid())"
            mkdir(folder, 0o700)
            defer { rmdir(folder) }
            let path = folder + "/point"
            var status = stat()
            do {
                let point = try AttachPoint(at: path)
                #expect(lstat(path, &status) == 0 && status.st_mode == S_IFSOCK | 0o600)
                #expect(throws: OutboardError.self) { try AttachPoint(at: path) }
                let (plugin, program) = try await attach(point)
                #expect(lstat(path, &status) < 0)
                #expect(try plugin.client(ShelfClient.self).label() == "by hand")
                await plugin.stop()
                #expect(await program.ended().status == 0)
            }
            // What a killed host leaves behind is replaced, and nothing else.
            let left = Glibc.socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let isBound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(left, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            #expect(isBound == 0)
            close(left)
            #expect(lstat(path, &status) == 0)
            _ = try AttachPoint(at: path)
            #expect(lstat(path, &status) < 0)
            close(creat(path, 0o600))
            #expect(throws: OutboardError.self) { try AttachPoint(at: path) }
            unlink(path)
            #expect(throws: OutboardError.self) { try AttachPoint(at: "relative") }
            #expect(throws: OutboardError.self) { try AttachPoint(at: "/" + String(repeating: "x", count: 200)) }
        }

        @Test func `who does not know the secret is sent away, and told why`() async throws {
            let point = try AttachPoint()
            let wrong = point.variable.replacing("=", with: "=00").split(separator: "@", maxSplits: 1)
            let text = "\(wrong[0].dropLast(2))@\(wrong[1])"
            let stranger = try HandStarted(Self.path, [text])
            let waiting = Task {
                try await point.attach(
                    configuration: Self.configuration, options: Self.options, within: .seconds(60))
            }
            let strangerEnd = await stranger.ended()
            #expect(
                strangerEnd.errors.contains("the host refused: its secret is not that of this host"), "\(strangerEnd)")
            #expect(strangerEnd.status == 1)
            let program = try HandStarted(Self.path, [point.variable])
            let plugin = try await waiting.value
            #expect(plugin.processID == program.processID)
            // It counts once.
            let late = try HandStarted(Self.path, [point.variable])
            let lateEnd = await late.ended()
            #expect(lateEnd.errors.contains("no host waits at"), "\(lateEnd)")
            #expect(lateEnd.status == 1)
            let again = await #expect(throws: OutboardError.self) { try await point.attach(within: .seconds(5)) }
            #expect(again?.code == .invalidConfiguration)
            await plugin.stop()
        }

        @Test func `a program that is to be checked cannot attach, and the point is as it was`() async throws {
            let point = try AttachPoint()
            var options = Self.options
            options.digest = ProgramDigest(sha256: String(repeating: "0f", count: 32))
            let error = await #expect(throws: OutboardError.self) {
                _ = try await point.attach(configuration: Self.configuration, options: options, within: .seconds(60))
            }
            #expect(error?.code == .invalidConfiguration && error?.message.contains("digest") == true)
            options.digest = nil
            options.signers = [try #require(PluginPublicKey("ed25519:" + String(repeating: "0f", count: 32)))]
            let other = await #expect(throws: OutboardError.self) {
                _ = try await point.attach(configuration: Self.configuration, options: options, within: .seconds(60))
            }
            #expect(other?.code == .invalidConfiguration && other?.message.contains("signature") == true)
            let (plugin, program) = try await attach(point)
            await plugin.stop()
            #expect(await program.ended().status == 0)
        }

        @Test func `who is another user or process is sent away`() async throws {
            let point = try AttachPoint()
            let stranger = try HandStarted(Self.path, [point.variable])
            let waiting = Task {
                try await point.attach(options: Self.options, userID: geteuid() + 1, within: .seconds(600))
            }
            // Without a word: a stranger learns nothing.
            let strangerEnd = await stranger.ended()
            #expect(strangerEnd.errors.contains("closed the connection"), "\(strangerEnd)")
            #expect(strangerEnd.status == 1)
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            let other = try HandStarted(Self.path, [point.variable])
            let second = Task {
                try await point.attach(options: Self.options, processID: getpid(), within: .seconds(600))
            }
            let otherEnd = await other.ended()
            #expect(
                otherEnd.errors.contains("it is process \(other.processID), and not \(getpid())"), "\(otherEnd)")
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
        }

        @Test func `who says nothing holds up nobody for long`() async throws {
            let point = try AttachPoint()
            let ticket = try #require(AttachTicket(String(point.variable.split(separator: "=")[1])))
            let silent = try (0..<3).map { _ in HeldSocket(try ControlSocket(connectingTo: ticket.address)) }
            let (plugin, program) = try await attach(point)
            #expect(try plugin.client(ShelfClient.self).label() == "by hand")
            await plugin.stop()
            #expect(await program.ended().status == 0)
            withExtendedLifetime(silent) {}
        }

        private final class HeldSocket {
            let socket: ControlSocket

            init(_ socket: consuming ControlSocket) {
                self.socket = socket
            }
        }

        @Test func `nobody comes, and the wait ends`() async throws {
            let point = try AttachPoint()
            let error = await #expect(throws: OutboardError.self) { try await point.attach(within: .milliseconds(20)) }
            #expect(error?.code == .timeout)
            let (plugin, _) = try await attach(point)
            await plugin.stop()
        }

        @Test func `its death fails its calls`() async throws {
            let (plugin, program) = try await attach(AttachPoint())
            let shelf = try plugin.client(ShelfClient.self)
            let label = Task { try await shelf.labelLater(milliseconds: 600_000) }
            try await Task.sleep(for: .milliseconds(50))
            kill(program.processID, SIGKILL)
            let error = await #expect(throws: OutboardError.self) { try await label.value }
            #expect(error?.code == .lost && error?.mayHaveExecuted == true)
            #expect(error?.message.contains("somebody else started it") == true, "\(error?.message ?? "")")
            #expect(try await plugin.waitUntilEnded().code == .lost)
            // The status is left to whoever started it.
            #expect(await program.ended().status == -SIGKILL)
        }

        @Test func `one that refuses its configuration is told with its words`() async throws {
            let point = try AttachPoint()
            let program = try HandStarted(Self.path, [point.variable])
            let error = await #expect(throws: OutboardError.self) {
                try await point.attach(
                    configuration: ShelfConfiguration(label: "rotten", isRefused: true), options: Self.options)
            }
            #expect(error?.code == .refused && error?.message.contains("rotten") == true, "\(error?.message ?? "")")
            #expect(await program.ended().status != 0)
        }

        @Test func `it leaves when its host lets go of it`() async throws {
            let program: HandStarted
            do {
                let (plugin, started) = try await attach(AttachPoint())
                #expect(try plugin.client(ShelfClient.self).label() == "by hand")
                program = started
            }
            #expect(await program.ended().status != 1)
        }

        @Test func `the lines to start it are for a shell`() throws {
            let point = try AttachPoint()
            let lines = point.instructions(for: "/a b/it's").split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0] == "env '\(point.variable)' '/a b/it'\\''s'")
            #expect(lines[1].contains("gdb -ex run --args '/a b") && lines[2].contains("lldb -o run -- '/a b"))
        }

        @Test func `a ticket is read as it was written`() throws {
            let secret = (0..<32).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 5) }
            for address in [LocalAddress.path("/run/a@b.sock"), .abstract("outboard-1")] {
                let read = AttachTicket(AttachTicket(address: address, secret: secret).description)
                #expect(read?.secret == secret && read?.address == address)
            }
            let digits = String(repeating: "ab", count: 32)
            for text in [
                "", "@", digits, digits + "@", digits + "@x", digits + "@@", "ab@/x", digits + "0@/x",
                "g" + digits.dropLast() + "@/x",
            ] { #expect(AttachTicket(text) == nil, "\(text)") }
            let ticket = AttachTicket(address: .path("/x"), secret: secret)
            try ticket.check(ticket.message)
            for index in ticket.message.payload.indices where !(4..<8).contains(index) {
                var message = ticket.message
                message.payload[index] ^= 1
                #expect(throws: HandshakeError.self, "byte \(index)") { try ticket.check(message) }
            }
            #expect(throws: HandshakeError.self) { try ticket.check(nil) }
            #expect(throws: HandshakeError.self) {
                try ticket.check(ControlMessage(kind: .attach, payload: ticket.message.payload + [0]))
            }
        }
    }
}
