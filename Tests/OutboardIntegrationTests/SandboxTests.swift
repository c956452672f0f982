import Glibc
import Outboard
import ProbeInterface
import Testing

extension Integration {
    /// What a plugin may do, and what not.
    @Suite("Sandbox", SandboxTrial.isTried)
    struct SandboxTests {
        @Test(
            "What is forbidden is refused and what is allowed works",
            arguments: [[], ["ready"]], [nil, SandboxTrial.ordinaryUser])
        func conformance(mode: [String], user: String?) throws {
            guard user == nil || getuid() == 0 else { return }
            let trial = try SandboxTrial("baseline", as: user, mode)
            #expect(
                trial.tried(forbidden: mode.isEmpty ? 182 : 239, allowed: mode.isEmpty ? 29 : 15), "\(trial.output)")
            #expect(trial.wrong == 0, "\(trial.output)")
        }

        @Test("Without a sandbox most of that can be done", .enabled(if: getuid() == 0))
        func vacuity() throws {
            let trial = try SandboxTrial("none")
            #expect(trial.wrong >= 100, "\(trial.output)")
        }

        @Test("A system call of another machine ends the plugin")
        func foreignCall() throws {
            #if arch(x86_64)
            let output = try SandboxTrial.run("baseline", ["foreign"])
            #expect(output.contains("SIGSYS"), "\(output)")
            #endif
        }

        @Test("The start says which layers there are, and which not and why")
        func report() async throws {
            try await withPlugin(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet
            ) { plugin in
                let report = plugin.sandboxReport
                #expect(report.level == .baseline)
                #expect(report.applied.isSuperset(of: [.privileges, .capabilities, .limits, .files, .systemCalls]))
                #expect(report.applied.union(report.missing.keys) == Set(SandboxLayer.allCases))
                #expect(report.applied.isDisjoint(with: report.missing.keys))
                // What was given up when it was ready: the kernel tells from outside.
                #expect(report.applied.contains(.readyCalls))
                #expect(report.readyCallCount.map { $0 <= 30 } == true, "\(report)")
                // What the kernel says of the process.
                let status = Probes.read("/proc/\(plugin.processID)/status").split(separator: "\n").map(String.init)
                #expect(status.contains("NoNewPrivs:\t1"))
                #expect(status.contains("Seccomp_filters:\t\(Probes.filters + 2)"))
                #expect(status.contains("Seccomp:\t2"))
                #expect(status.contains("CapPrm:\t0000000000000000"))
                #expect(status.contains("CapBnd:\t0000000000000000") || getuid() != 0)
            }
        }

        @Test("A plugin may keep the calls that it starts with, and the report says why")
        func allCalls() async throws {
            var options = Probes.quiet
            options.sandbox.readyCalls = .unchanged(because: "it is tried")
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                #expect(plugin.sandboxReport.missing[.readyCalls] == "it is tried")
                #expect(plugin.sandboxReport.readyCallCount == nil)
                // What it cannot do with the few: look at its descriptors.
                let descriptors = try plugin.client(ProbeClient.self).descriptors()
                #expect(!descriptors.isEmpty)
                let status = Probes.read("/proc/\(plugin.processID)/status")
                #expect(status.contains("Seccomp_filters:\t\(Probes.filters + 1)\n"))
            }
        }

        @Test("The heap grows, threads start and tasks sleep with the few calls that are left")
        func fewCalls() async throws {
            var options = Probes.quiet
            options.sandbox.required.insert(.readyCalls)
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                let descriptors = try probe.descriptors()
                #expect(descriptors.isEmpty)
                // Below and above what malloc(3) maps by itself.
                for byteCount in [1_000, 100_000, 10_000_000] {
                    let made = try probe.make(byteCount: byteCount)
                    #expect(try probe.checksum(bytes: made) == Probes.checksum(made))
                }
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            try await probe.echoLater("\(number)", milliseconds: number % 7) == "\(number)"
                        }
                    }
                    for try await isRight in group { #expect(isRight) }
                }
            }
        }

        @Test("A layer that is required and not there fails the start")
        func required() async throws {
            var options = Probes.quiet
            options.sandbox.required.insert(.hiddenHost)
            let error = await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(
                    at: Probes.path, configuration: ProbeConfiguration(), options: options)
            }
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("hiddenHost") == true, "\(error?.message ?? "")")
        }

        @Test("A grant that cannot be given fails the start")
        func badGrant() async throws {
            var options = Probes.quiet
            options.sandbox = .granting(.read("/nonexistent/file"))
            let error = await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(
                    at: Probes.path, configuration: ProbeConfiguration(), options: options)
            }
            #expect(error?.code == .invalidConfiguration)
            #expect(error?.message.contains("/nonexistent/file") == true, "\(error?.message ?? "")")
        }

        #if Macros
        @Test("What its manifest asks for and is not granted is in the report")
        func needs() async throws {
            var options = Probes.quiet
            let cases: [(grants: [SandboxGrant], refused: [String])] = [
                ([], ["read /etc/hosts", "network"]), ([.read("/etc")], ["network"]),
                ([.write("/etc/hosts"), .network], []),
            ]
            for (grants, refused) in cases {
                options.sandbox.grants = grants
                try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                    #expect(plugin.sandboxReport.refusedCapabilities == refused)
                }
            }
        }

        @Test("and in the error of a start that fails")
        func needsOfFailure() async throws {
            var wanted = ProbeConfiguration()
            wanted.refusal = "no network"
            let configuration = wanted
            let error = await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(at: Probes.path, configuration: configuration, options: Probes.quiet)
            }
            #expect(
                error?.message.contains("asks for what options.sandbox does not grant: read /etc/hosts, network")
                    == true)
        }
        #endif

        @Test("A memory limit ends the one that passes it, and only that")
        func memory() async throws {
            var options = Probes.quiet
            options.sandbox.memoryLimit = 200_000_000
            let other = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                #expect(try probe.make(byteCount: 1_000_000).count == 1_000_000)
                let error = #expect(throws: OutboardError.self) { _ = try probe.make(byteCount: 400_000_000) }
                #expect(error?.code == .lost, "\(error.map { "\($0)" } ?? "")")
            }
            #expect(try other.client(ProbeClient.self).sum(1, 2) == 3)
            await other.stop()
        }

        @Test("Without a sandbox there is none, and the report says so")
        func noSandbox() async throws {
            var options = Probes.quiet
            options.sandbox = .none
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                #expect(plugin.sandboxReport.applied == [.privileges])
                let status = Probes.read("/proc/\(plugin.processID)/status")
                #expect(status.contains("Seccomp:\t0"))
            }
        }
    }
}
