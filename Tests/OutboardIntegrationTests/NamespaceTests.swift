import Glibc
import Outboard
import ProbeInterface
import Testing

extension Integration {
    /// Plugins in namespaces of their own.
    @Suite("Namespaces", SandboxTrial.isTried)
    struct NamespaceTests {
        private static var options: PluginOptions {
            var options = Probes.quiet
            options.sandbox.level = .namespaces
            options.sandbox.required.formUnion([.processNamespace, .fileNamespace, .networkNamespace, .ipcNamespace])
            return options
        }

        @Test(
            "What is outside is not there, what is forbidden is refused, and what is allowed works",
            .enabled(if: SandboxTrial.noNamespaces == nil, "\(SandboxTrial.noNamespaces ?? "")"))
        func conformance() throws {
            let trial = try SandboxTrial("namespaces", ["namespaces"])
            #expect(trial.tried(forbidden: 201, allowed: 29), "\(trial.output)")
            #expect(trial.wrong == 0, "\(trial.output)")
        }

        @Test(
            "The same for an ordinary user, who makes a namespace for users first",
            .enabled(if: SandboxTrial.noUserNamespaces == nil, "\(SandboxTrial.noUserNamespaces ?? "")"))
        func ordinaryUser() throws {
            let user = getuid() == 0 ? SandboxTrial.ordinaryUser : nil
            let trial = try SandboxTrial("namespaces", as: user, ["namespaces"])
            #expect(trial.tried(forbidden: 201, allowed: 29), "\(trial.output)")
            #expect(trial.wrong == 0, "\(trial.output)")
            #expect(trial.output.contains("userNamespace"), "\(trial.output)")
        }

        @Test(
            "In a sandbox without namespaces much of what is outside can be seen",
            .enabled(if: SandboxTrial.noNamespaces == nil, "\(SandboxTrial.noNamespaces ?? "")"))
        func vacuity() throws {
            let trial = try SandboxTrial("baseline", ["namespaces"])
            #expect(trial.wrong >= 10, "\(trial.output)")
        }

        @Test(
            "Calls, tasks, logs and large results work, and nothing is left afterwards",
            .enabled(if: SandboxTrial.noNamespaces == nil, "\(SandboxTrial.noNamespaces ?? "")"))
        func calls() async throws {
            // What all starts share is made by the first.
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Self.options) {
                plugin in
                _ = try await plugin.client(ProbeClient.self).echoLater("first", milliseconds: 1)
            }
            let before = Probes.resources()
            for _ in 0..<3 {
                try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Self.options) {
                    plugin in
                    let probe = try plugin.client(ProbeClient.self)
                    #expect(try probe.sum(1, 2) == 3)
                    #expect(try await probe.echoLater("later", milliseconds: 5) == "later")
                    #expect(try probe.make(byteCount: 40_000_000).count == 40_000_000)
                    #expect(plugin.sandboxReport.applied.contains(.processNamespace))
                    // Its number in its own namespace is the second.
                    let numbers = Probes.read("/proc/\(plugin.processID)/status").split(separator: "\n")
                    #expect(numbers.contains { $0.hasPrefix("NSpid:") && $0.hasSuffix("\t2") })
                }
            }
            await Probes.expectNoMore(than: before)
        }

        @Test(
            "A signal is reported as one, and an exit status as one",
            .enabled(if: SandboxTrial.noNamespaces == nil, "\(SandboxTrial.noNamespaces ?? "")"))
        func ends() async throws {
            let cases: [(end: ProbeEnd, words: String)] = [
                (.signal(SIGABRT), "SIGABRT"), (.exit(7), "exit status 7"), (.signal(SIGKILL), "SIGKILL"),
            ]
            for (end, words) in cases {
                let plugin = try await PluginHandle.start(
                    at: Probes.path, configuration: ProbeConfiguration(), options: Self.options)
                let error = #expect(throws: OutboardError.self) { try plugin.client(ProbeClient.self).end(end) }
                #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
            }
        }

        @Test(
            "A process that left the plugin's group and session ends with it",
            .enabled(if: SandboxTrial.noNamespaces == nil, "\(SandboxTrial.noNamespaces ?? "")"))
        func children() throws {
            let output = try SandboxTrial.run("namespaces", ["processes=yes", "child"])
            #expect(output.contains("left a child") && output.contains("0 survivors"), "\(output)")
        }

        @Test(
            "A program that cannot be executed fails the start with the step and its cause",
            .enabled(if: SandboxTrial.noNamespaces == nil, "\(SandboxTrial.noNamespaces ?? "")"))
        func failure() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Self.options) { _ in }
            let before = Probes.resources()
            let error = await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(
                    at: "/etc/hostname", configuration: ProbeConfiguration(), options: Self.options)
            }
            #expect(
                error?.message.contains("executing the file failed: ") == true,
                "\(error?.message ?? "")")
            await Probes.expectNoMore(than: before)
        }
    }
}
