import Glibc
import OutboardSystem
import ProbeInterface
import Testing

@testable import Outboard
@testable import OutboardCore

extension Integration {
    /// Hosts that do with their process what a library must put up with; each in a process of its own.
    @Suite("Strange hosts")
    struct StrangeHostTests {
        @Test("Where SIGCHLD is ignored, plugins run and end as ever, and only their exit status is unknown")
        func ignoredChildren() async {
            await #expect(processExitsWith: .success) {
                alarm(300)
                _ = signal(SIGCHLD, SIG_IGN)
                let plugin = try PluginHandle.startBlocking(
                    at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                let probe = try plugin.client(ProbeClient.self)
                #expect(try probe.sum(1, 2) == 3)
                let error = #expect(throws: OutboardError.self) { try probe.end(.signal(SIGKILL)) }
                #expect(error?.code == .lost)
                let message = error?.message ?? ""
                #expect(message.contains("is unknown: the host ignores SIGCHLD"), "\(message)")
                #expect(message.contains("ending as told"), "\(message)")

                let polite = try PluginHandle.startBlocking(
                    at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                polite.stopBlocking()
                #expect(polite.fate?.message.hasSuffix("was stopped by the host") == true)

                let failed = #expect(throws: OutboardError.self) {
                    _ = try PluginHandle.startBlocking(
                        at: Probes.path, configuration: ProbeConfiguration(exitStatus: 7))
                }
                #expect(failed?.message.contains("ignores SIGCHLD") == true, "\(failed?.message ?? "")")
                #expect(failed?.message.contains("leaving with 7") == true, "\(failed?.message ?? "")")
                #expect(Probes.resources().children == 0)
            }
        }

        @Test("A host that waits for any child may take a plugin's exit status, but holds nobody up")
        func collectedChildren() async {
            await #expect(processExitsWith: .success) {
                alarm(300)
                try DedicatedThread.start(named: "collector") {
                    while true {
                        if waitpid(-1, nil, 0) < 0 { usleep(100) }
                    }
                }
                for _ in 0..<20 {
                    let plugin = try PluginHandle.startBlocking(
                        at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                    let probe = try plugin.client(ProbeClient.self)
                    let error = #expect(throws: OutboardError.self) { try probe.end(.signal(SIGKILL)) }
                    #expect(error?.code == .lost)
                    // Whoever comes first has the status.
                    let message = error?.message ?? ""
                    #expect(
                        message.contains("signal 9") || message.contains("is unknown: something else in the host"),
                        "\(message)")
                }
                #expect(Probes.resources().children == 0)
            }
        }

        @Test("With too few descriptors a start fails with the cause, at every step, and leaves nothing behind")
        func fewDescriptors() async {
            await #expect(processExitsWith: .success) {
                alarm(300)
                // Once for the first start of a process, which makes what all share, then for any further one.
                for isFirst in [true, false] {
                    let before = Probes.resources()
                    let open = before.descriptors
                    var refused = 0
                    var isEnough = false
                    for spare in 0..<200 where !isEnough {
                        let (found, text) = StrangeHostTests.start(sparing: spare, of: open)
                        isEnough = found
                        if !isEnough {
                            refused += 1
                            #expect(text.contains("Too many open files"), "\(spare) spare: \(text)")
                            let isLaunch = text.contains("did not start")
                            #expect(isLaunch == text.contains("RLIMIT_NOFILE"), "\(spare) spare: \(text)")
                        }
                        // What all share: the waiting thread's bell, epoll instance and ring.
                        let allowed = before.descriptors + (isFirst ? 3 : 0)
                        var after = Probes.resources()
                        for _ in 0..<500 where after.descriptors > allowed || after.children > 0 {
                            usleep(10_000)
                            after = Probes.resources()
                        }
                        #expect(after.descriptors <= allowed, "\(spare) spare: \(after)")
                        #expect(after.mappings == before.mappings && after.children == 0, "\(spare) spare: \(after)")
                    }
                    #expect(isEnough && refused > 10)
                }
            }
        }

        /// Starts and stops a plugin while only so many numbers of descriptors are free; the error if it fails.
        private static func start(sparing spare: Int, of open: Int) -> (isStarted: Bool, text: String) {
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            var limit = rlimit()
            getrlimit(resource, &limit)
            let usual = limit
            // The listing of descriptors had one of its own.
            limit.rlim_cur = rlim_t(open - 1 + spare)
            setrlimit(resource, &limit)
            defer {
                var usual = usual
                setrlimit(resource, &usual)
            }
            do {
                let options = PluginOptions.defaults { $0.lanes = 1 }
                let plugin = try PluginHandle.startBlocking(
                    at: Probes.path, configuration: ProbeConfiguration(), options: options)
                let isRight = try plugin.client(ProbeClient.self).sum(1, 2) == 3
                plugin.stopBlocking()
                return (isRight, "")
            } catch {
                return (false, "\(error)")
            }
        }

        @Test("A host whose epoll instances are gone still calls, notices deaths and reads output")
        func brokenWaits() async {
            await #expect(processExitsWith: .success) {
                alarm(300)
                setenv("OUTBOARD_WAIT_BACKEND", "epoll", 1)
                func instances() -> Set<Int32> {
                    Set(
                        Probes.entries("/proc/self/fd").compactMap { Int32($0) }.filter {
                            Probes.link("/proc/self/fd/\($0)") == "anon_inode:[eventpoll]"
                        })
                }
                // Those of the runtime are left alone.
                let foreign = instances()
                let options = PluginOptions.defaults { $0.waiting = .park }
                let plugin = try PluginHandle.startBlocking(
                    at: Probes.path, configuration: ProbeConfiguration(), options: options)
                let probe = try plugin.client(ProbeClient.self)
                let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
                let own = instances().subtracting(foreign)
                #expect(own.count > 2)
                for instance in own { dup2(null, instance) }
                try probe.sleep(milliseconds: 50)
                #expect(try probe.sum(1, 2) == 3)
                #expect(try await probe.echoLater("later", milliseconds: 20) == "later")
                let late = Caught.error { try probe.timeout(.milliseconds(50)).sleep(milliseconds: 200) }
                #expect(late?.code == .timeout)
                let error = Caught.error { try probe.end(.signal(SIGSEGV)) }
                #expect(error?.code == .lost)
                #expect(error?.message.contains("SIGSEGV") == true, "\(error?.message ?? "")")
                #expect(error?.message.contains("ending as told") == true, "\(error?.message ?? "")")
            }
        }

        /// The runtime's error that a call ends with.
        private enum Caught {
            static func error(_ body: () throws -> Void) -> OutboardError? {
                do {
                    try body()
                    return nil
                } catch {
                    return error as? OutboardError
                }
            }
        }

        @Test("A process that was launched and cannot be watched is ended, and leaves nothing behind")
        func unwatched() async {
            await #expect(processExitsWith: .success) {
                alarm(300)
                // io_uring takes whatever it is given, and tells later.
                setenv("OUTBOARD_WAIT_BACKEND", "epoll", 1)
                try LaunchThread.shared.start()
                let warm = try PluginHandle.startBlocking(
                    at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                warm.stopBlocking()
                usleep(100_000)
                let before = Probes.resources()
                for isHalfWatched in [false, true] {
                    let text = LaunchThread.shared.run { StrangeHostTests.launchUnwatched(isHalfWatched) }
                    #expect(text.contains("preparing its memory and sockets failed"), "\(text)")
                    var after = Probes.resources()
                    for _ in 0..<500 where !after.isWithin(before) {
                        usleep(10_000)
                        after = Probes.resources()
                    }
                    #expect(after.isWithin(before) && after.children == 0, "before \(before), after \(after)")
                }
            }
        }

        /// Launches a plugin that is not watched, or whose last bell cannot be; returns the error.
        private static func launchUnwatched(_ isHalfWatched: Bool) -> String {
            struct Unwatched: Error {}
            let envelope = ConfigurationEnvelope(ProbeConfiguration())
            do {
                _ = try Launcher.launch(path: Probes.path, configuration: envelope.wireBytes, options: .defaults) {
                    link, segments, bells, path, name, options, waiting in
                    guard isHalfWatched, let last = bells.last else { throw Unwatched() }
                    // A file that nobody can wait for takes the place of the bell.
                    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
                    dup2(null, last.toHost.raw)
                    close(null)
                    return try Launcher.watch(link, segments, bells, path, name, options, waiting)
                }
                return "launched"
            } catch {
                return "\(error)"
            }
        }
    }
}
