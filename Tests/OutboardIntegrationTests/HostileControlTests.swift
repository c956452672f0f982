import Glibc
import Outboard
import ProbeInterface
import Testing

@testable import OutboardCore

extension Integration {
    /// Plugins that write to the control socket what has no place there, or leave it.
    @Suite("The control socket of a hostile plugin")
    struct HostileControlTests {
        private static let path = Probes.folder + "/ControlFixture"

        private static func hex(_ bytes: [UInt8]) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }

        private static func message(_ kind: ControlMessage.Kind, _ payload: [UInt8] = []) -> String {
            hex(ControlMessage(kind: kind, payload: payload).packet)
        }

        /// What a plugin of the probe's interface would say.
        private static let welcome = message(
            .welcome, Welcome(name: "p", interfaces: [ProbeClient.interface.signature]).wireBytes)

        /// Starts a plugin that does these things, and returns how its start failed.
        private func startError(_ steps: [String]) async -> OutboardError? {
            var options = Probes.quiet
            options.arguments = steps
            return await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(at: Self.path, options: options)
            }
        }

        @Test(
            "What is no welcome ends it",
            arguments: [
                ["01"], ["02000000"], ["0200000000000000"], ["020000000100000000"], ["0200000002000000aa"],
                ["02000000ffffffff00"], ["0200000004000000" + "01000000"], ["large"],
                [message(.hello)], [message(.attachment)], [message(.shutdown)], [message(.cancel)],
                [message(.refuse)], [message(.refuse, [1, 0, 0, 0, 0xff])],
                [hex(ControlMessage(kind: .init(rawValue: 99)).packet)], ["flood:00"],
                [message(.welcome, [1, 0, 0, 0] + Array(repeating: 0xff, count: 1000))],
                // What it says afterwards does not count, also if the host reads both at once.
                ["01", welcome], [message(.welcome, [1, 0, 0, 0, 0xff]), welcome],
            ])
        func nonsense(steps: [String]) async {
            let error = await startError(steps)
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("broke the protocol") == true, "\(error?.message ?? "")")
        }

        @Test("Descriptors that come along end it, and the host has none of them")
        func files() async {
            await #expect(processExitsWith: .success) {
                alarm(600)
                let tests = HostileControlTests()
                // The first one makes what all share, and the first sleep what the task runtime wakes up with.
                _ = await tests.startError(["large"])
                try await Task.sleep(for: .milliseconds(20))
                let before = Probes.resources()
                for _ in 0..<5 {
                    let error = await tests.startError(["files:" + Self.welcome])
                    #expect(error?.message.contains("broke the protocol") == true, "\(error?.message ?? "")")
                }
                await Probes.expectNoMore(than: before)
            }
        }

        private static func welcome(_ capabilities: Welcome.Capabilities) -> String {
            message(
                .welcome,
                Welcome(name: "p", interfaces: [ProbeClient.interface.signature], capabilities: capabilities).wireBytes)
        }

        /// Expects that a plugin ends because of what it says.
        private static func expectNoPlace(for steps: [String]) async throws {
            var options = Probes.quiet
            options.arguments = steps
            do {
                let plugin = try await PluginHandle.start(at: path, options: options)
                let fate = try await plugin.waitUntilEnded()
                #expect(fate.code == .violated && fate.message.contains("no place in the protocol"), "\(fate)")
            } catch let error as OutboardError {
                #expect(error.message.contains("no place in the protocol"), "\(error)")
            }
        }

        @Test("What it says about instances that nobody asked for ends it", arguments: [0, 1, 77])
        func instances(number: Int) async throws {
            try await Self.expectNoPlace(for: [
                Self.welcome, Self.message(.instance, NumberedAnswer(number: number).wireBytes),
            ])
        }

        @Test("What it says about buffers that it was not lent ends it", arguments: [0, 1, 77])
        func buffers(number: Int) async throws {
            try await Self.expectNoPlace(for: [
                Self.welcome(.buffers), Self.message(.borrowed, NumberedAnswer(number: number).wireBytes),
            ])
        }

        @Test func `why it does not take a buffer is told as plain text, and to answer twice ends it`() async throws {
            let buffer = try SharedBuffer(byteCount: 100)
            func answer(_ refusal: String) -> String {
                Self.message(
                    .borrowed, NumberedAnswer(number: Int(buffer.memory.number), refusal: refusal).wireBytes)
            }
            var options = Probes.quiet
            options.arguments = [
                Self.welcome(.buffers), "await:\(ControlMessage.Kind.lend.rawValue)", answer("full\u{1b}[2J"),
                "await:\(ControlMessage.Kind.lend.rawValue)", answer(""), answer(""),
            ]
            let plugin = try await PluginHandle.start(at: Self.path, options: options)
            let error = await #expect(throws: OutboardError.self) { try await plugin.lend(buffer) }
            #expect(error?.code == .refused && error?.message.contains("100 bytes: full") == true)
            #expect(error?.message.contains("\u{1b}") == false)
            _ = try? await plugin.lend(buffer)
            let fate = try await plugin.waitUntilEnded()
            #expect(fate.code == .violated && fate.message.contains("no place in the protocol"), "\(fate)")
        }

        @Test func `one that never says what became of an instance is not waited for longer than a start`() async throws
        {
            var options = Probes.quiet
            options.startTimeout = .seconds(3)
            options.arguments = [Self.welcome(.instances)]
            let plugin = try await PluginHandle.start(at: Self.path, options: options)
            let error = await #expect(throws: OutboardError.self) { _ = try await plugin.instance() }
            #expect(error?.code == .startFailed && error?.message.contains("within") == true, "\(error as Any)")
        }

        /// A plugin that says that it can be handed over, and what it does then.
        private static func movable(_ steps: [String]) async throws -> PluginHandle {
            var options = Probes.movable
            options.startTimeout = .seconds(3)
            options.arguments = [welcome(.handover)] + steps
            return try await PluginHandle.start(at: path, options: options)
        }

        private static let awaitOrder = "await:\(ControlMessage.Kind.handover.rawValue)"

        @Test("It cannot begin to be handed over by itself", arguments: ["", "why"])
        func unasked(text: String) async throws {
            let answer = Self.message(.prepared, text.wireBytes)
            do {
                let fate = try await Self.movable([answer]).waitUntilEnded()
                #expect(fate.code == .violated && fate.message.contains("no place in the protocol"), "\(fate)")
            } catch let error as OutboardError {
                #expect(error.message.contains("no place in the protocol"), "\(error)")
            }
        }

        @Test(
            "An answer that is none ends it when it is handed over",
            arguments: [[0x01], [1, 0, 0, 0, 0xff]] as [[UInt8]])
        func nonsenseWhenAsked(payload: [UInt8]) async throws {
            let plugin = try await Self.movable([Self.awaitOrder, Self.message(.prepared, payload)])
            let error = await #expect(throws: OutboardError.self) { _ = try await plugin.handOver(to: .anotherProcess) }
            #expect(error?.message.contains("broke the protocol") == true, "\(error?.message ?? "")")
            #expect(try await plugin.waitUntilEnded().code == .violated)
        }

        @Test("One that does not answer when it is handed over stays, and may be late")
        func noAnswer() async throws {
            let silent = try await Self.movable([])
            for code in [OutboardError.Code.startFailed, .busy] {
                let error = await #expect(throws: OutboardError.self) {
                    _ = try await silent.handOver(to: .anotherProcess)
                }
                #expect(error?.code == code, "\(error?.message ?? "")")
            }
            #expect(silent.isRunning)
            let refusing = try await Self.movable([
                Self.awaitOrder, Self.message(.prepared, "not\nnow".wireBytes),
            ])
            let error = await #expect(throws: OutboardError.self) {
                _ = try await refusing.handOver(to: .anotherProcess)
            }
            #expect(
                error?.code == .startFailed && error?.message.contains("not\\u{a}now") == true,
                "\(error?.message ?? "")")
            #expect(refusing.isRunning)
        }

        @Test("One that is handed over and does not follow is ended by its next host")
        func doesNotFollow() async throws {
            let plugin = try await Self.movable([Self.awaitOrder, Self.message(.prepared, "".wireBytes)])
            let process = plugin.processID
            let handover = try await plugin.handOver(to: .anotherProcess)
            var options = Probes.quiet
            options.startTimeout = .milliseconds(300)
            let error = await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.takeOver(handover, options: options)
            }
            #expect(
                error?.code == .startFailed && error?.message.contains("was killed") == true, "\(error?.message ?? "")")
            // Collected as well, a moment later.
            for _ in 0..<3000 where kill(process, 0) == 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(kill(process, 0) < 0)
        }

        @Test("A second message ends it, and so does a flood", arguments: ["", "flood:"])
        func afterTheWelcome(prefix: String) async throws {
            var options = Probes.quiet
            options.arguments = [Self.welcome, prefix + Self.welcome]
            // The start may have been over before the second message came.
            do {
                let plugin = try await PluginHandle.start(at: Self.path, options: options)
                let fate = try await plugin.waitUntilEnded()
                #expect(fate.code == .violated && fate.message.contains("no place in the protocol"), "\(fate)")
            } catch let error as OutboardError {
                #expect(error.code == .startFailed)
                #expect(error.message.contains("no place in the protocol"), "\(error)")
            }
        }

        @Test("One that leaves it without ending is ended", arguments: ["close", "shut", ""], [true, false])
        func leaves(step: String, isReady: Bool) async throws {
            var options = Probes.quiet
            options.arguments = isReady ? [Self.welcome, step] : [step]
            let text: String
            do {
                let plugin = try await PluginHandle.start(at: Self.path, options: options)
                let probe = try plugin.client(ProbeClient.self).timeout(nil)
                // Nobody answers, and the call ends all the same.
                let error = await #expect(throws: OutboardError.self) {
                    _ = try await probe.echoLater("", milliseconds: 0)
                }
                text = error?.message ?? ""
            } catch let error as OutboardError {
                text = error.message
            }
            #expect(text.contains("closed its control socket and was killed"), "\(text)")
        }
    }
}
