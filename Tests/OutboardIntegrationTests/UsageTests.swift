import Glibc
import Outboard
import OutboardSystem
import ProbeInterface
import Testing

extension Integration {
    /// What a plugin may use up, and who sees to it.
    @Suite("Usage", SandboxTrial.isTried)
    struct UsageTests {
        private static let users: ClosedRange<UInt32> = 861_000...861_001

        @Test(
            "Threads are counted by the kernel for a user of its own",
            .enabled(if: getuid() == 0, "this user is not root"))
        func threadsOfUser() throws {
            let output = try SandboxTrial.run("baseline", ["users=861010-861020", "threads=20", "threads", "100"])
            let count = try #require(output.firstMatch(of: /(\d+) threads/).flatMap { Int($0.1) }, "\(output)")
            #expect((10...22).contains(count), "\(output)")
        }

        @Test(
            "and in a namespace for users",
            .enabled(if: SandboxTrial.noUserNamespaces == nil, "\(SandboxTrial.noUserNamespaces ?? "")"))
        func threadsOfNamespace() throws {
            let user = getuid() == 0 ? SandboxTrial.ordinaryUser : nil
            let output = try SandboxTrial.run("namespaces", as: user, ["threads=20", "threads", "100"])
            let count = try #require(output.firstMatch(of: /(\d+) threads/).flatMap { Int($0.1) }, "\(output)")
            #expect((10...22).contains(count), "\(output)")
        }

        @Test("Elsewhere the host counts threads, and kills the plugin that has more")
        func threads() throws {
            let output = try SandboxTrial.run("baseline", ["threads=20", "threads", "100"])
            #expect(output.contains("killed because it used 101 threads, and may use 20"), "\(output)")
        }

        @Test("The host kills a plugin that uses more processors than it may")
        func processors() throws {
            let output = try SandboxTrial.run("baseline", ["processors=0.2", "processors", "2"])
            #expect(output.contains(/killed because it used [\d.]+ processors for 5 s, and may use 0.2/), "\(output)")
        }

        @Test("A plugin is a user of its own, and two are two", .enabled(if: getuid() == 0, "this user is not root"))
        func users() async throws {
            // Where these users can get at it.
            let folder = try Probes.temporaryFolder()
            defer { _ = try? Probes.run("/bin/rm", ["-r", folder]) }
            _ = try Probes.run("/bin/cp", [Probes.path, folder])
            chmod(folder, 0o755)
            var options = Probes.quiet
            options.sandbox.users = Self.users
            options.sandbox.required.insert(.ownUser)
            let path = folder + "/ProbePlugin"
            func start() async throws -> PluginHandle {
                try await PluginHandle.start(at: path, configuration: ProbeConfiguration(), options: options)
            }
            let (first, second) = (try await start(), try await start())
            #expect(
                Set([first, second].map { Self.userLine($0) }) == Set(Self.users.map { "\($0)\t\($0)\t\($0)\t\($0)" }))
            #expect(first.sandboxReport.user != second.sandboxReport.user)
            #expect(try first.client(ProbeClient.self).sum(1, 2) == 3)
            let groups = Probes.read("/proc/\(first.processID)/status").split(separator: "\n")
            #expect(groups.contains { $0.hasPrefix("Groups:") && $0.dropFirst(7).allSatisfy(\.isWhitespace) })
            let error = await #expect(throws: OutboardError.self) { _ = try await start() }
            #expect(error?.message.contains("all 2 users") == true, "\(error?.message ?? "")")
            await first.stop()
            // Free again when all is collected.
            var third: PluginHandle?
            for _ in 0..<500 where third == nil {
                third = try? await start()
                if third == nil { try await Task.sleep(for: .milliseconds(10)) }
            }
            #expect(third?.sandboxReport.user == first.sandboxReport.user)
            await second.stop()
            await third?.stop()
        }

        private static func userLine(_ plugin: PluginHandle) -> String {
            let lines = Probes.read("/proc/\(plugin.processID)/status").split(separator: "\n")
            return lines.first { $0.hasPrefix("Uid:") }.map { String($0.dropFirst(5)) } ?? ""
        }

        @Test("An ordinary host has no users to give", .enabled(if: getuid() == 0, "this user is not root"))
        func noUsers() throws {
            let output = try SandboxTrial.run(
                "baseline", as: SandboxTrial.ordinaryUser, ["users=861010-861020", "child"])
            #expect(output.contains("there is no ownUser here: the host may not change users"), "\(output)")
        }

        @Test(
            "A control group of its own is killed as a whole, and removed",
            .enabled(if: SandboxTrial.groups != nil, "no control group of version 2 that this user may write to"))
        func group() async throws {
            let parent = try #require(SandboxTrial.groups)
            let output = try SandboxTrial.run("baseline", ["group=\(parent)", "processes=yes", "child"])
            #expect(output.contains("left a child") && output.contains("0 survivors"), "\(output)")
            var options = Probes.quiet
            options.sandbox.controlGroup = parent
            options.sandbox.required.insert(.controlGroup)
            var name = ""
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let groups = Probes.read("/proc/\(plugin.processID)/cgroup").split(separator: "\n")
                name = groups.first { $0.hasPrefix("0::") }.map { String($0.dropFirst(3)) } ?? ""
                #expect(name.contains("outboard-\(getpid())-"), "\(groups)")
                #expect(access(parent + name, F_OK) == 0)
            }
            for _ in 0..<500 where access(parent + name, F_OK) == 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(access(parent + name, F_OK) != 0)
        }

        @Test(
            "A control group that cannot bound something says why",
            .enabled(
                if: SandboxTrial.groups != nil && !SandboxTrial.groupsHave("memory"),
                "there is no control group of version 2 here, or it can bound memory"))
        func groupWithoutController() async throws {
            var limits = OutboardSystem.ControlGroup.Limits()
            limits.memory = 1 << 30
            let group = try OutboardSystem.ControlGroup(beneath: try #require(SandboxTrial.groups), limits: limits)
            #expect(group.missing[.memory]?.contains("does not have the controller memory") == true, "\(group.missing)")
        }

        @Test(
            "A plugin that uses up its memory is killed for that, and the cause says so",
            .enabled(if: SandboxTrial.groupsHave("memory"), "no control group of version 2 that can bound memory"))
        func memory() throws {
            let parent = try #require(SandboxTrial.groups)
            let output = try SandboxTrial.run(
                "baseline", ["group=\(parent)", "memory=50000000", "memory", "200000000"])
            #expect(output.contains("had used up its memory, 50000000 bytes"), "\(output)")
        }

        @Test(
            "Threads and processors are bounded by a control group",
            .enabled(
                if: SandboxTrial.groupsHave("pids") && SandboxTrial.groupsHave("cpu"),
                "no control group of version 2 that can bound threads and processors"))
        func groupBounds() throws {
            let parent = try #require(SandboxTrial.groups)
            let output = try SandboxTrial.run("baseline", ["group=\(parent)", "threads=20", "threads", "100"])
            let count = try #require(output.firstMatch(of: /(\d+) threads/).flatMap { Int($0.1) }, "\(output)")
            #expect((10...20).contains(count), "\(output)")
            var limits = OutboardSystem.ControlGroup.Limits()
            limits.processors = 0.5
            let group = try OutboardSystem.ControlGroup(beneath: parent, limits: limits)
            #expect(Probes.read(group.path + "/cpu.max").hasPrefix("50000 100000"))
        }

        @Test("What is no control group of version 2 says so")
        func noGroup() {
            let error = #expect(throws: OutboardSystem.ControlGroup.Problem.self) {
                _ = try OutboardSystem.ControlGroup(beneath: "/tmp", limits: OutboardSystem.ControlGroup.Limits())
            }
            #expect(error?.reason == "/tmp is no control group of the second version")
            #expect(OutboardSystem.ControlGroup.isFirstVersion("memory", "4:memory:/a\n0::/\n"))
            #expect(OutboardSystem.ControlGroup.isFirstVersion("cpu", "1:cpu,cpuacct:/\n"))
            #expect(!OutboardSystem.ControlGroup.isFirstVersion("cpu", "0::/cpu\n"))
        }
    }
}
