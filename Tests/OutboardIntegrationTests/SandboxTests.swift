import Glibc
import Outboard
import ProbeInterface
import Testing

extension Integration {
    /// What a plugin may do, and what not.
    @Suite("Sandbox", .enabled(if: PluginOptions.defaults.sandbox.level == .baseline))
    struct SandboxTests {
        /// Runs the program that tries everything, in a host of its own, as this user or as another one.
        private func conform(_ level: String, as user: String? = nil, _ mode: [String] = []) throws -> String {
            let folder = try Probes.temporaryFolder()
            defer { _ = try? Probes.run("/bin/rm", ["-r", folder]) }
            // Where another user can get at them.
            let programs = ["SandboxHost", "SandboxFixture"]
            _ = try Probes.run("/bin/cp", programs.map { Probes.folder + "/" + $0 } + [folder])
            chmod(folder, 0o777)
            let command = [folder + "/SandboxHost", level, folder + "/SandboxFixture", folder] + mode
            let setpriv = user.map { ["setpriv", "--reuid=\($0)", "--regid=\($0)", "--clear-groups"] } ?? []
            let (_, output) = try Probes.run("env", setpriv + command)
            // What was made where there was no sandbox.
            for name in ["folder", "link", "pipe"] { _ = remove("/tmp/outboard-conformance-" + name) }
            return output
        }

        /// How many there were: "130 forbidden, 29 allowed, 0 wrong".
        private func sums(_ output: String) throws -> [Int] {
            let match = try #require(output.firstMatch(of: /(\d+) forbidden, (\d+) allowed, (\d+) wrong/), "\(output)")
            return try [match.1, match.2, match.3].map { try #require(Int($0)) }
        }

        @Test("What is forbidden is refused and what is allowed works", arguments: [nil, "65534"])
        func conformance(user: String?) throws {
            guard user == nil || getuid() == 0 else { return }
            let output = try conform("baseline", as: user)
            let sums = try sums(output)
            #expect(sums[0] >= 100 && sums[1] >= 20 && sums[2] == 0, "\(output)")
        }

        @Test("Without a sandbox most of that can be done", .enabled(if: getuid() == 0))
        func vacuity() throws {
            let output = try conform("none")
            let sums = try sums(output)
            #expect(sums[2] >= 100, "\(output)")
        }

        @Test("A system call of another machine ends the plugin")
        func foreignCall() throws {
            #if arch(x86_64)
            let output = try conform("baseline", ["foreign"])
            #expect(output.contains("SIGSYS"), "\(output)")
            #endif
        }

        @Test("The start says which layers there are, and which not and why")
        func report() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let report = plugin.sandboxReport
                #expect(report.level == .baseline)
                #expect(report.applied.isSuperset(of: [.privileges, .capabilities, .limits, .files, .systemCalls]))
                #expect(report.applied.union(report.missing.keys) == Set(SandboxLayer.allCases))
                #expect(report.applied.isDisjoint(with: report.missing.keys))
                // What the kernel says of the process.
                let status = Probes.read("/proc/\(plugin.processID)/status").split(separator: "\n").map(String.init)
                #expect(status.contains("NoNewPrivs:\t1"))
                #expect(status.contains("Seccomp:\t2"))
                #expect(status.contains("CapPrm:\t0000000000000000"))
                #expect(status.contains("CapBnd:\t0000000000000000") || getuid() != 0)
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
