import Glibc
import Outboard
import OutboardSystem
import ProbeInterface
import Testing

extension Integration {
    /// Which way the host waits, in hosts of their own: a process chooses once.
    @Suite("The host waits")
    struct WaitingTests {
        private static let setUp: Int32 = 425  // io_uring_setup, on every architecture
        private static let enter: Int32 = 426  // io_uring_enter

        /// Whether a host of this machine can wait with io_uring.
        static let hasRing = Self.run([]).contains("backend io_uring")

        @Test("with io_uring where it works, and says so", .enabled(if: hasRing))
        func ring() {
            for environment in [[], ["OUTBOARD_WAIT_BACKEND="], ["OUTBOARD_WAIT_BACKEND=io_uring"]] {
                let lines = Self.run([], environment)
                #expect(lines.filter { $0 == "backend io_uring" }.count == 2, "\(lines)")
                #expect(lines.filter { $0 == "log debug The host waits with io_uring." }.count == 1, "\(lines)")
                Self.expectAnswers(lines)
            }
        }

        @Test("with io_uring wherever nothing forbids it, so that the tests of it are not passed over")
        func expected() throws {
            let release = Probes.read("/proc/sys/kernel/osrelease").split(separator: ".").prefix(2)
            let version = release.compactMap { Int($0.prefix { $0.isNumber }) }
            let isForbidden =
                !["", "0"].contains(Probes.read("/proc/sys/kernel/io_uring_disabled").trimmed)
                || !Probes.read("/proc/self/status").contains("Seccomp:\t0\n")
            let isNewEnough = version.count == 2 && (version[0], version[1]) >= (6, 1)
            guard isNewEnough, !isForbidden else { return }
            #expect(Self.hasRing)
        }

        @Test("without polling, with every policy, where there is one processor")
        func oneProcessor() throws {
            let processor = try #require(UsableProcessors.affinity().first)
            let result = try Probes.run(
                "/usr/bin/taskset", ["-c", "\(processor)", Probes.folder + "/WaitFixture", Probes.path, "idle"])
            let lines = result.output.split(separator: "\n").map(String.init)
            Self.expectAnswers(lines)
            #expect(lines.filter { $0 == "sum 19900" }.count == 4, "\(lines)")
            #expect(lines.contains { $0.hasPrefix("waiting adaptive, which never polls here: 1 usable processors") })
            // Who polls uses all of the processor: a hundred.
            let used = try #require(lines.first { $0.hasPrefix("used ") }).split(separator: " ").compactMap { Int($0) }
            #expect(used.count == 2 && used.allSatisfy { $0 < 20 }, "\(lines)")
        }

        @Test("as it says to those who ask the handle, and once for each plugin in the log")
        func report() {
            let lines = Self.run(["idle"])
            let logged = lines.filter { $0.hasPrefix("log debug ") && $0.contains(": calls wait ") }
            #expect(logged.count == 2, "\(lines)")
            for line in logged + lines.filter({ $0.hasPrefix("waiting ") }) {
                #expect(line.contains("adaptive") && line.contains("usable processors"), "\(line)")
                #expect(line.contains("The host waits with "), "\(line)")
            }
        }

        @Test(
            "with epoll where io_uring is forbidden or missing, and says why, once",
            arguments: [
                ("forbid \(setUp) \(EPERM)", "io_uring_setup fails: Operation not permitted"),
                ("forbid \(setUp) \(ENOSYS)", "io_uring_setup fails: Function not implemented"),
                ("forbid \(setUp) \(ENOMEM)", "a limit of memory, or of locked memory"),
                ("forbid \(setUp) \(EACCES)", "a security module forbids it"),
                ("forbid \(enter) \(EPERM)", "io_uring_enter fails: Operation not permitted"),
                ("forbid \(enter) \(ENOSYS)", "io_uring_enter fails: Function not implemented"),
            ])
        func refused(limit: String, reason: String) {
            let lines = Self.run(limit.split(separator: " ").map(String.init))
            #expect(lines.filter { $0 == "backend epoll" }.count == 2, "\(lines)")
            let notices = lines.filter { $0.hasPrefix("log notice The host waits with epoll, because ") }
            #expect(notices.count == 1, "\(lines)")
            #expect(notices.first?.contains("OUTBOARD_WAIT_BACKEND=epoll") == true)
            // The kernel of a machine without io_uring answers first.
            if Self.hasRing { #expect(notices.first?.contains(reason) == true, "\(lines)") }
            Self.expectAnswers(lines)
        }

        @Test("within its limit of locked memory")
        func lockedMemory() {
            let lines = Self.run(["memlock", "0"])
            // Kernels before 5.12 count a ring's memory.
            let backend = lines.contains("backend io_uring") ? "io_uring" : "epoll"
            #expect(lines.filter { $0 == "backend \(backend)" }.count == 2, "\(lines)")
            Self.expectAnswers(lines)
        }

        @Test("with epoll where the environment says so, and says so")
        func forcedEpoll() {
            let lines = Self.run([], ["OUTBOARD_WAIT_BACKEND=epoll"])
            #expect(lines.filter { $0 == "backend epoll" }.count == 2, "\(lines)")
            let message = "log debug The host waits with epoll, as OUTBOARD_WAIT_BACKEND demands."
            #expect(lines.filter { $0 == message }.count == 1, "\(lines)")
            Self.expectAnswers(lines)
        }

        @Test("for nothing, with a clear error, where the environment demands an io_uring that is forbidden")
        func impossible() throws {
            let lines = Self.run(["forbid", "\(Self.setUp)", "\(EPERM)"], ["OUTBOARD_WAIT_BACKEND=io_uring"])
                .filter { !$0.hasPrefix("log debug sandbox: ") }
            let error = try #require(lines.first)
            #expect(
                error.hasPrefix("error startFailed OUTBOARD_WAIT_BACKEND demands io_uring, which cannot be used here"))
            #expect(lines.count == 1, "\(lines)")
        }

        @Test("as it would, with a warning, where the environment says something else")
        func unknown() {
            let lines = Self.run([], ["OUTBOARD_WAIT_BACKEND=kqueue"])
            let warnings = lines.filter { $0.hasPrefix("log warning ") }
            #expect(warnings.count == 1, "\(lines)")
            let warning = "OUTBOARD_WAIT_BACKEND is \"kqueue\" and should be io_uring or epoll. The host waits with "
            #expect(warnings.first?.hasPrefix("log warning " + warning) == true, "\(lines)")
            #expect(lines.filter { $0.hasPrefix("backend ") }.count == 2)
            Self.expectAnswers(lines)
        }

        @Test("with epoll from then on where io_uring is forbidden to it later", .enabled(if: hasRing))
        func late() {
            let lines = Self.run(["later", "\(Self.enter)", "\(EPERM)"])
            let backends = lines.filter { $0.hasPrefix("backend ") }
            #expect(backends == ["backend io_uring", "backend epoll", "backend epoll"], "\(lines)")
            let warnings = lines.filter { $0.hasPrefix("log warning ") }
            #expect(warnings.count == 1, "\(lines)")
            #expect(warnings.first?.contains("The host waits with epoll from here on") == true)
            #expect(lines.contains("answer too"))
            Self.expectAnswers(lines)
        }

        @Test("with nothing that a plugin has")
        func plugins() async throws {
            var options = Probes.quiet
            options.sandbox.readyCalls = .few(and: ["fcntl", "readlink"])
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let maps = Probes.read("/proc/\(plugin.processID)/maps")
                #expect(maps.contains("ProbePlugin"))
                #expect(!maps.contains("liburing"))
                let targets = try plugin.client(ProbeClient.self).descriptors().values
                #expect(!targets.contains { $0.contains("io_uring") })
            }
        }

        @Test("for one plugin while another has something all the time")
        func fairness() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) { noisy in
                try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                    calm in
                    let noise = try noisy.client(ProbeClient.self).timeout(.seconds(60))
                    let probe = try calm.client(ProbeClient.self).timeout(.seconds(60))
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<16 {
                            group.addTask {
                                while !Task.isCancelled { _ = try? await noise.echoLater("", milliseconds: 0) }
                            }
                        }
                        group.addTask {
                            let text = String(repeating: "x", count: 65535) + "\n"
                            while !Task.isCancelled { try? noise.write(stdout: text, stderr: "") }
                        }
                        for round in 0..<50 {
                            let answer = try await probe.echoLater("\(round)", milliseconds: 0)
                            #expect(answer == "\(round)")
                        }
                        group.cancelAll()
                    }
                }
            }
        }

        private static func expectAnswers(_ lines: [String]) {
            #expect(lines.filter { $0 == "answer late" }.count == 2, "\(lines)")
            #expect(lines.filter { $0 == "answer 3" }.count == 2, "\(lines)")
            #expect(!lines.contains { $0.hasPrefix("error") }, "\(lines)")
        }

        /// What a host under limits says.
        private static func run(_ limits: [String], _ environment: [String] = []) -> [String] {
            let result = try? Probes.run(
                Probes.folder + "/WaitFixture", [Probes.path] + limits,
                environment: ["-u", "OUTBOARD_WAIT_BACKEND"] + environment)
            return (result?.output ?? "it did not start").split(separator: "\n").map(String.init)
        }
    }
}

extension String {
    /// Without white space at its ends.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
