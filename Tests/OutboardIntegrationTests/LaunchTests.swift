import Glibc
import Logging
import Outboard
import ProbeInterface
import TestLoad
import Testing

extension Integration {
    @Suite("Launch and handshake")
    struct LaunchTests {
        @Test("A plugin finds exactly the documented descriptors open")
        func descriptors() async throws {
            let options = PluginOptions.defaults {
                $0.lanes = 2
                $0.sandbox.readyCalls = .unchanged(because: "its descriptors are those of the start")
            }
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let found = try plugin.client(ProbeClient.self).descriptors()
                // Three lanes, two for callers and one for tasks: 6 to 11.
                #expect(found.keys.sorted() == Array(0...11), "\(found)")
                #expect(found[0] == "/dev/null")
                #expect(found[1]?.hasPrefix("pipe:") == true)
                #expect(found[2]?.hasPrefix("pipe:") == true)
                #expect(found[3]?.hasPrefix("socket:") == true)
                #expect(found[4]?.hasPrefix("/memfd:outboard-h") == true)
                #expect(found[5]?.hasPrefix("/memfd:outboard-p") == true)
                for number in stride(from: Int32(6), to: 12, by: 2) {
                    #expect(found[number] == "anon_inode:[eventpoll]")
                    #expect(found[number + 1] == "anon_inode:[eventfd]")
                }
            }
        }

        @Test("What a plugin holds gives it no way to write to the host's segment or to drain its bell")
        func attackDescriptors() async throws {
            var options = Probes.quiet
            options.sandbox.readyCalls = .unchanged(because: "the files are attacked")
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                #expect(try probe.attackDescriptors() == [])
            }
        }

        @Test("Nothing of the environment is inherited unless asked for, and what the caller sets wins")
        func environment() async throws {
            setenv("OUTBOARD_TEST_SECRET", "secret", 1)
            setenv("OUTBOARD_TEST_SHARED", "shared", 1)
            setenv("OUTBOARD_TEST_BOTH", "host", 1)
            let options = PluginOptions.defaults {
                $0.inheritedEnvironment = ["OUTBOARD_TEST_SHARED", "OUTBOARD_TEST_BOTH"]
                $0.environment = ["OUTBOARD_TEST_BOTH": "explicit", "LANG": "de_CH.UTF-8"]
            }
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let found = try plugin.client(ProbeClient.self).environment()
                #expect(found["OUTBOARD_TEST_SECRET"] == nil)
                #expect(found["OUTBOARD_TEST_SHARED"] == "shared")
                #expect(found["OUTBOARD_TEST_BOTH"] == "explicit")
                #expect(found["LANG"] == "de_CH.UTF-8")
                #expect(
                    Set(found.keys) == [
                        "PATH", "LANG", "SWIFT_BACKTRACE", "OUTBOARD_ABI", "OUTBOARD_TEST_SHARED", "OUTBOARD_TEST_BOTH",
                    ])
            }
        }

        @Test("10 MB printed before the handshake change nothing")
        func flood() async throws {
            let byteCount = TestLoad.scaled(10_000_000)
            let sink = LogSink()
            var options = Probes.quiet
            options.logger = Logger(label: "flood") { _ in sink.handler }
            // A debug build takes three seconds to look at it all.
            options.startTimeout = .seconds(60 * TestLoad.divisor)
            let configuration = ProbeConfiguration(floodByteCount: byteCount)
            try await withPlugin(at: Probes.path, configuration: configuration, options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                #expect(try probe.sum(1, 2) == 3)
            }
            // Not a line is lost.
            let entries = try await sink.entries(byteCount / 100)
            #expect(entries.count { $0.text.utf8.count == 99 } == byteCount / 100)
            #expect(!entries.contains { $0.text.contains("dropped") })
        }

        @Test("A configuration of any size reaches the plugin", arguments: [0, 65_000, 66_000, 5_000_000])
        func configuration(byteCount: Int) async throws {
            let configuration = ProbeConfiguration(ballast: [UInt8](repeating: 1, count: byteCount))
            try await withPlugin(at: Probes.path, configuration: configuration) { plugin in
                try plugin.client(ProbeClient.self).null()
            }
        }

        @Test("A plugin may be started by a program that confines it first")
        func confined() async throws {
            let options = PluginOptions.defaults {
                $0.arguments = ["--nofile=77", Probes.path]
                $0.sandbox = .granting(.execute(Probes.folder))
            }
            try await withPlugin(at: "/usr/bin/prlimit", configuration: ProbeConfiguration(), options: options) {
                plugin in
                let limits = Probes.read("/proc/\(plugin.processID)/limits").split(separator: "\n")
                let files = limits.first { $0.hasPrefix("Max open files") }?.split(separator: " ").dropFirst(3)
                #expect(files?.prefix(2) == ["77", "77"])
                let probe = try plugin.client(ProbeClient.self)
                #expect(try probe.sum(1, 2) == 3)
                let error = #expect(throws: OutboardError.self) { try probe.end(.signal(SIGSEGV)) }
                #expect(error?.message.contains("SIGSEGV") == true, "\(error?.message ?? "")")
            }
        }

        @Test("A plugin can refuse its configuration, and the error shows its words")
        func refusal() async throws {
            let error = await startError(ProbeConfiguration(refusal: "no such user file"))
            #expect(error?.code == .refused)
            #expect(error?.message.contains("no such user file") == true, "\(error?.message ?? "")")
        }

        @Test("A configuration of another type is refused with both layouts")
        func wrongConfiguration() async throws {
            let error = await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(at: Probes.path, configuration: "text")
            }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("String") == true)
            #expect(error?.message.contains("floodByteCount: Int64") == true, "\(error?.message ?? "")")
        }

        @Test("A plugin that ends in its start is reported with its status and last words")
        func endInStart() async throws {
            let error = await startError(ProbeConfiguration(exitStatus: 7))
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("exit status 7") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("leaving with 7") == true, "\(error?.message ?? "")")
        }

        @Test("A plugin that does not come up in time is killed")
        func startTimeout() async throws {
            let options = PluginOptions.defaults { $0.startTimeout = .milliseconds(200) }
            let error = await startError(ProbeConfiguration(delayMilliseconds: 20_000), options: options)
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("did not complete the handshake") == true, "\(error?.message ?? "")")
        }

        @Test("A start whose task is cancelled ends with it, and the process as well")
        func cancelledStart() async throws {
            var options = Probes.quiet
            let mark = "OUTBOARD_TEST_CANCELLED=\(UInt64.random(in: 0...UInt64.max))"
            let parts = mark.split(separator: "=").map(String.init)
            options.environment = [parts[0]: parts[1]]
            // Far longer than anybody waits here.
            let configuration = ProbeConfiguration(delayMilliseconds: 60_000)
            let start = Task { [options] in
                try await PluginHandle.start(at: Probes.path, configuration: configuration, options: options)
            }
            for _ in 0..<6000 {
                guard Probes.processes(with: mark).isEmpty else { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(Probes.processes(with: mark).count == 1)
            start.cancel()
            await #expect(throws: CancellationError.self) { _ = try await start.value }
            #expect(Probes.processes(with: mark).isEmpty)
            // One that is cancelled before it begins.
            let late = Task { [options] in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await PluginHandle.start(at: Probes.path, configuration: configuration, options: options)
            }
            await #expect(throws: CancellationError.self) { _ = try await late.value }
            #expect(Probes.processes(with: mark).isEmpty)
        }

        @Test("A file that cannot be a plugin is diagnosed")
        func badFiles() async throws {
            let missing = await startError(at: "/nonexistent/plugin")
            #expect(missing?.code == .startFailed)
            #expect(missing?.message.contains("/nonexistent/plugin") == true)
            #expect(missing?.message.lowercased().contains("no such file") == true, "\(missing?.message ?? "")")

            let relative = await startError(at: "nonexistent/plugin")?.message ?? ""
            #expect(relative.contains("(nonexistent/plugin in \(Probes.link("/proc/self/cwd")))"), "\(relative)")
            let empty = await startError(at: "")
            #expect(empty?.code == .invalidConfiguration && empty?.message.contains("is empty") == true)

            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let script = folder + "/script"
            try Probes.write("#!/bin/sh\n", to: script, mode: 0o644)
            let notExecutable = await startError(at: script)
            #expect(notExecutable?.message.contains("not executable") == true, "\(notExecutable?.message ?? "")")

            let foreign = folder + "/foreign"
            try Probes.writeForeignProgram(to: foreign)
            let wrongMachine = await startError(at: foreign)
            #expect(wrongMachine?.code == .startFailed)
            #expect(wrongMachine?.message.contains("built for") == true, "\(wrongMachine?.message ?? "")")

            let directory = await startError(at: folder)
            #expect(directory?.message.contains("directory") == true, "\(directory?.message ?? "")")

            let noPlugin = await startError(at: "/bin/true")
            #expect(noPlugin?.code == .startFailed)
            #expect(noPlugin?.message.contains("exit status 0") == true, "\(noPlugin?.message ?? "")")
        }

        @Test("A missing shared library is named")
        func missingLibrary() async throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            try Probes.copyProgram(to: folder + "/plugin", replacing: "libswiftCore.so", by: "libnowhereXX.so")
            let error = await startError(at: folder + "/plugin")
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("shared library libnowhereXX.so") == true, "\(error?.message ?? "")")
        }

        @Test("Run by hand, a plugin says what it is and exits with status 1")
        func byHand() throws {
            let (status, output) = try Probes.run(Probes.path)
            #expect(status == 1)
            #expect(output.contains("ProbePlugin is an Outboard plugin"))
            #expect(output.contains("withPlugin(at:"))
        }

        @Test("An interface that the plugin does not serve is refused with both names")
        func otherInterface() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let error = #expect(throws: OutboardError.self) { _ = try plugin.client(OtherClient.self) }
                #expect(error?.code == .interfaceMismatch)
                #expect(error?.message.contains("Other 1.0") == true)
                #expect(error?.message.contains("Probe 1.0") == true)
            }
        }

        @Test("A method that differs is refused with both signatures")
        func differentMethod() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let error = #expect(throws: OutboardError.self) { _ = try plugin.client(ChangedProbeClient.self) }
                #expect(error?.code == .interfaceMismatch)
                #expect(error?.message.contains("null(_: Int64) -> Void") == true, "\(error?.message ?? "")")
                #expect(error?.message.contains("null() -> Void") == true)
            }
        }

        private func startError(
            at path: String = Probes.path, _ configuration: ProbeConfiguration = ProbeConfiguration(),
            options: PluginOptions = .defaults
        ) async -> OutboardError? {
            await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(at: path, configuration: configuration, options: options)
            }
        }

        private func startError(_ configuration: ProbeConfiguration, options: PluginOptions = .defaults) async
            -> OutboardError?
        {
            await startError(at: Probes.path, configuration, options: options)
        }
    }
}
