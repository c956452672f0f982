import Glibc
import LogInterface
import Logging
import Outboard
import OutboardCore
import OutboardSystem
import ProbeInterface
import TestLoad
import Testing

extension Integration {
    /// Behaviours of the list in `docs/parity.md` that no other suite is about.
    @Suite("What one expects of plugins")
    struct BehaviourTests {
        @Test("A start that was refused is not tried again by a stop")
        func refusedStart() async {
            let welcome = ControlMessage(kind: .welcome, payload: [99, 0, 0, 0]).packet
            var options = Probes.quiet
            options.arguments = [welcome.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()]
            let plugin = SupervisedPlugin(at: Probes.folder + "/ControlFixture", options: options, restart: .always)
            let error = await #expect(throws: OutboardError.self) { try await plugin.waitUntilReady() }
            #expect(error?.code == .interfaceMismatch && error?.message.contains("99") == true, "\(error as Any)")
            await plugin.stop()
            await plugin.stop()
            #expect(plugin.generation == 1 && plugin.generations.isEmpty && plugin.state.description == "stopped")
        }

        @Test("A stop lets the plugin clean up, and nothing that is logged is an error")
        func cleanUp() async throws {
            let sink = RecordSink()
            let plugin = try await PluginHandle.start(
                at: Probes.folder + "/LogPlugin",
                options: .defaults {
                    $0.logger = sink.logger()
                    $0.startTimeout = .seconds(600)
                    $0.stopGrace = .seconds(600)
                })
            try plugin.client(LogsClient.self).log("between", level: 3, count: 1)
            await plugin.stop()
            await plugin.stop()
            let records = try await sink.records { $0.contains { $0.text == "ending" } }
            #expect(records.contains { $0.text == "ending" })
            #expect(!records.contains { $0.level >= .error }, "\(records)")
            #expect(plugin.fate?.message.hasSuffix("was stopped by the host") == true)
        }

        @Test("Lines that look like JSON, and are no log records, arrive as they are")
        func foreignJSON() async throws {
            let lines = [#"["HELLO"]"#, "12345", #"{"a":1}"#, #"{"@message":1}"#, "{", #""text""#]
            let sink = RecordSink()
            try await withPlugin(
                at: Probes.path, configuration: ProbeConfiguration(),
                options: .defaults {
                    $0.logger = sink.logger()
                    $0.startTimeout = .seconds(600)
                }
            ) { plugin in
                try plugin.client(ProbeClient.self).write(stdout: "", stderr: lines.map { $0 + "\n" }.joined())
            }
            func found(_ records: [RecordSink.Record]) -> [String] {
                records.filter { $0.metadata["plugin.stream"] == "stderr" }.map(\.text)
            }
            #expect(found(try await sink.records { found($0).count >= lines.count }) == lines)
        }

        @Test("A process responds again and again, and after its end the ping says that it is gone")
        func pings() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            for _ in 0..<2 { #expect(try await plugin.ping(within: .seconds(60)) > .zero) }
            await plugin.stop()
            let error = await #expect(throws: OutboardError.self) { try await plugin.ping(within: .seconds(60)) }
            #expect(error?.code == .notSent && error?.mayHaveExecuted == false)
        }

        @Test("What a plugin serves can be asked for, method by method")
        func served() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                #expect(plugin.interfaces == [ProbeClient.interface.signature])
                #expect(plugin.interfaces.first?.methods.count == ProbeClient.interface.methods.count)
            }
        }

        @Test("A plugin reads what the host gives it, and otherwise nothing")
        func input() throws {
            let pipe = try Pipe()
            for given in [nil, pipe.readEnd.raw] {
                // The confining program is `sh`, which reads a line before it becomes the plugin.
                let options = PluginOptions.defaults {
                    $0.arguments = ["-c", "read line; GOT=\"$line\" exec \(Probes.path)"]
                    $0.sandbox.level = .none
                    $0.standardInput = given
                    $0.startTimeout = .seconds(600)
                }
                let line = Array("for the plugin\n".utf8)
                #expect(write(pipe.writeEnd.raw, line, line.count) == line.count)
                let plugin = try PluginHandle.startBlocking(
                    at: "/bin/sh", configuration: ProbeConfiguration(), options: options)
                let probe = try plugin.client(ProbeClient.self)
                #expect(try probe.environment()["GOT"] == (given == nil ? "" : "for the plugin"))
                plugin.stopBlocking()
            }
        }

        @Test("A line of a megabyte stays one record of its level, where the log ring has room for it")
        func longRecord() async throws {
            let sink = RecordSink()
            let text = String(repeating: "0123456789abcdef", count: 1 << 16)
            let options = PluginOptions.defaults {
                $0.logger = sink.logger()
                $0.logBytes = 4 << 20
                $0.startTimeout = .seconds(600)
            }
            try await withPlugin(at: Probes.folder + "/LogPlugin", options: options) { plugin in
                try plugin.client(LogsClient.self).log(text, level: 4, count: 1)
            }
            let records = try await sink.records { $0.contains { $0.text == "ending" } }
            let long = records.filter { $0.text.utf8.count > 1000 }
            #expect(long.count == 1 && long.first?.text == text && long.first?.level == .warning)
        }

        @Test("100 MB printed between calls hold up neither the calls nor the end")
        func floodAfterwards() async throws {
            let began = ContinuousClock.now
            let options = Probes.quiet
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                let text = String(repeating: "x", count: 99_999) + "\n"
                for number in 0..<TestLoad.scaled(1000) {
                    try probe.write(stdout: text, stderr: "")
                    #expect(try probe.sum(number, 1) == number + 1)
                }
            }
            // A pipe every 10 ms would take 16 seconds.
            #expect(ContinuousClock.now - began < .seconds(12))
        }

        @Test(
            "A child that holds the plugin's pipes and sockets delays nothing, and does not outlive it",
            arguments: [true, false])
        func grandchild(isKilled: Bool) async throws {
            // Inherits everything that the plugin has.
            let options = PluginOptions.defaults {
                $0.arguments = ["-c", "sleep 3600 & CHILD=$! exec \(Probes.path)"]
                $0.sandbox.level = .none
                $0.logger = Probes.quiet.logger
                $0.startTimeout = .seconds(600)
                $0.stopGrace = .seconds(600)
            }
            let plugin = try await PluginHandle.start(
                at: "/bin/sh", configuration: ProbeConfiguration(), options: options)
            let probe = try plugin.client(ProbeClient.self)
            let child = try #require(Int32(try probe.environment()["CHILD"] ?? ""))
            #expect(Glibc.kill(child, 0) == 0)
            if isKilled {
                let error = #expect(throws: OutboardError.self) { try probe.end(.signal(SIGKILL)) }
                #expect(error?.code == .lost)
                _ = try await plugin.waitUntilEnded()
            } else {
                await plugin.stop()
                #expect(plugin.fate?.message.hasSuffix("was stopped by the host") == true)
            }
            // Whoever adopts it collects it.
            for _ in 0..<6000 {
                guard Glibc.kill(child, 0) == 0, !Probes.read("/proc/\(child)/stat").contains(") Z ") else { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(Glibc.kill(child, 0) != 0 || Probes.read("/proc/\(child)/stat").contains(") Z "))
        }

        @Test("Starting, calling, dying and stopping leaves no file anywhere, so that there is none to be cleaned away")
        func noFiles() async throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let shared = Set(Probes.entries("/dev/shm"))
            let options = PluginOptions.defaults {
                $0.logger = Probes.quiet.logger
                $0.startTimeout = .seconds(600)
                $0.environment = ["TMPDIR": folder, "HOME": folder, "XDG_RUNTIME_DIR": folder]
                $0.workingDirectory = folder
                $0.sandbox = .granting(.write(folder))
            }
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            let probe = try plugin.client(ProbeClient.self)
            #expect(try probe.echo(bytes: Array(repeating: 1, count: 20 << 20)).count == 20 << 20)
            #expect(Probes.entries(folder).isEmpty)
            #expect(throws: OutboardError.self) { try probe.end(.signal(SIGSEGV)) }
            let next = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            await next.stop()
            #expect(Probes.entries(folder).isEmpty)
            #expect(!Set(Probes.entries("/dev/shm")).subtracting(shared).contains { $0.contains("outboard") })
            // Nor has any socket of this process a name; other processes' sockets are in the list as well.
            let own = Set(Probes.entries("/proc/self/fd").map { Probes.link("/proc/self/fd/\($0)") })
            for line in Probes.read("/proc/net/unix").split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                #expect(fields.count == 7 || !own.contains("socket:[\(fields[6])]"), "\(line)")
            }
        }

        @Test("A trap is logged at the level of a crash")
        func trap() async throws {
            let records = try await trap("enable=no") { _ in true }
            #expect(!records.contains { $0.text.contains("Program crashed") })
        }

        @Test(
            "With backtraces, a trap's stack is logged as well",
            .disabled(
                if: Sanitizer.isPresent,
                "the backtrace of Swift's runtime copies whole stacks, which a sanitizer reports as an overflow: runs without one"
            ))
        func backtrace() async throws {
            func frames(_ records: [RecordSink.Record]) -> [RecordSink.Record] {
                records.filter { $0.metadata["plugin.stream"] == "stderr" && $0.text.contains("0x") }
            }
            let setting = "enable=yes,color=no,interactive=no,cache=no,symbolicate=off,output-to=stderr"
            // The runtime itself prints a short stack in any case.
            let records = try await trap(setting) { frames($0).count >= 10 }
            #expect(frames(records).count >= 10, "\(records.map(\.text))")
            #expect(records.contains { $0.text.contains("Program crashed") })
        }

        /// Has a plugin trap, and returns what is logged when that is all.
        private func trap(
            _ backtraces: String, isAll: ([RecordSink.Record]) -> Bool
        ) async throws -> [RecordSink.Record] {
            let sink = RecordSink()
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(),
                options: .defaults {
                    $0.name = "trapper"
                    $0.logger = sink.logger()
                    $0.environment = ["SWIFT_BACKTRACE": backtraces]
                    // The backtracer is a program that looks into the plugin.
                    $0.sandbox.level = .none
                    $0.startTimeout = .seconds(600)
                    $0.callTimeout = .seconds(600)
                })
            let probe = try plugin.client(ProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.trap) }
            #expect(error?.code == .lost && error?.message.contains("signal") == true, "\(error?.message ?? "")")
            let records = try await sink.records {
                $0.contains { $0.text.contains("told to trap") } && isAll($0)
            }
            #expect(records.contains { $0.level == .critical && $0.text.contains("told to trap") })
            #expect(records.allSatisfy { $0.metadata["plugin.name"] == "trapper" || $0.metadata["plugin.name"] == nil })
            return records
        }
    }
}
