import ForbiddenCalls
import Glibc
import NotesInterface
import Outboard
import OutboardSystem
import ProbeInterface
import Synchronization
import TestLoad
import Testing

extension Integration {
    /// Faults of the list in `docs/faults.md` that no other suite is about.
    @Suite("Faults")
    struct FaultTests {
        @Test("Signals that interrupt every system call of the host lose no call, and double none")
        func interrupted() async {
            await #expect(processExitsWith: .success) {
                alarm(600)
                #expect(be_interrupted_by(SIGUSR1) == 0)
                let storm = Storm()
                // Thousands of times a second, starts and ends included.
                try DedicatedThread.start(named: "storm", blockingSignals: true) {
                    while !storm.isOver.load(ordering: .relaxed) {
                        let count = interrupt_threads(SIGUSR1)
                        storm.signals.add(Int(max(0, count)), ordering: .relaxed)
                        usleep(50)
                    }
                    storm.isOver.store(false, ordering: .releasing)
                }
                for policy in [WaitPolicy.park, .adaptive] {
                    var options = Probes.quiet
                    options.waiting = policy
                    let plugin = try await PluginHandle.start(
                        at: Probes.path, configuration: ProbeConfiguration(), options: options)
                    let probe = try plugin.client(ProbeClient.self)
                    async let tasks = withTaskGroup(of: Bool.self) { group in
                        for number in 0..<TestLoad.scaled(300) {
                            group.addTask {
                                (try? await probe.echoLater("\(number)", milliseconds: number % 3)) == "\(number)"
                            }
                        }
                        return await group.reduce(into: 0) { $0 += $1 ? 0 : 1 }
                    }
                    let wrong = await Probes.onThreadsLater(3) { thread in
                        (0..<TestLoad.scaled(1000)).reduce(0) { wrong, number in
                            // Some sleep, and some arguments do not fit into a record.
                            if number % 50 == 0 { try? probe.sleep(milliseconds: 1) }
                            let bytes = [UInt8](repeating: UInt8(thread), count: number)
                            let isWhole = (try? probe.checksum(bytes: bytes)) == Probes.checksum(bytes)
                            let sum = try? probe.sum(number, thread)
                            return wrong + (isWhole && sum == number + thread ? 0 : 1)
                        }
                    }
                    #expect(wrong == 0)
                    #expect(await tasks == 0)
                    let count = 20_000_000
                    #expect(try probe.echo(bytes: [UInt8](repeating: 7, count: count)).count == count)
                    #expect(try await plugin.ping(within: .seconds(60)) > .zero)
                    let error = #expect(throws: OutboardError.self) { try probe.end(.signal(SIGSEGV)) }
                    #expect(error?.code == .lost && error?.message.contains("SIGSEGV") == true)
                }
                storm.isOver.store(true, ordering: .relaxed)
                while storm.isOver.load(ordering: .acquiring) { usleep(1000) }
                #expect(storm.signals.load(ordering: .relaxed) > 1000)
            }
        }

        private final class Storm: Sendable {
            let isOver = Atomic<Bool>(false)
            let signals = Atomic<Int>(0)
        }

        @Test("A clock that jumps by a day, at every look, moves no deadline and no time-out")
        func jumpingClock() throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let source = folder + "/clock.c"
            try Probes.write(Self.jumpingClock, to: source, mode: 0o644)
            let library = folder + "/clock.so"
            let built = try Probes.run("cc", ["-shared", "-fPIC", "-O1", "-o", library, source])
            #expect(built.status == 0, "\(built.output)")
            let (status, output) = try Probes.run(
                "timeout", ["--signal=KILL", "300", Probes.folder + "/WaitFixture", Probes.path, "times"],
                environment: ["LD_PRELOAD=\(library)"])
            let lines = output.split(separator: "\n")
            #expect(status == 0 && !lines.contains { $0.hasPrefix("error") }, "\(output)")
            #expect(lines.filter { $0 == "late timeout" }.count == 4, "\(output)")
            #expect(lines.filter { $0 == "early 2" }.count == 4, "\(output)")
            #expect(output.contains("the clock jumped"), "\(output)")
        }

        /// A day forward and a day back, in turns, for everybody who asks what time it is.
        private static let jumpingClock = """
            #define _GNU_SOURCE
            #include <stdatomic.h>
            #include <stdio.h>
            #include <sys/syscall.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>
            static atomic_int turn;
            __attribute__((destructor)) static void tell(void) { dprintf(2, "the clock jumped %d times\\n", turn); }
            static long jump(void) { return atomic_fetch_add(&turn, 1) % 2 ? 86400 : -86400; }
            int clock_gettime(clockid_t clock, struct timespec *time) {
              int result = syscall(SYS_clock_gettime, clock, time);
              if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += jump();
              return result;
            }
            int gettimeofday(struct timeval *restrict time, void *restrict zone) {
              struct timespec now;
              clock_gettime(CLOCK_REALTIME, &now);
              time->tv_sec = now.tv_sec;
              time->tv_usec = now.tv_nsec / 1000;
              return 0;
            }
            time_t time(time_t *result) {
              struct timespec now;
              clock_gettime(CLOCK_REALTIME, &now);
              if (result) *result = now.tv_sec;
              return now.tv_sec;
            }
            """

        @Test("Reports that cannot be written delay no restart, and their handler gets them all the same")
        func unwritable() async throws {
            let reports = Locked<Int>(0)
            let plugin = Supervised.probe(Supervised.tireless) {
                // Nobody can make a file there.
                $0.crashReportDirectory = "/proc/1"
                $0.crashHandler = { _ in reports.withLock { $0 += 1 } }
            }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            for round in 1...3 {
                try await Supervised.kill(plugin)
                #expect(try probe.sum(round, 1) == round + 1)
            }
            for _ in 0..<3000 where reports.withLock({ $0 }) < 3 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(reports.withLock { $0 } == 3)
            await plugin.stop()
        }

        @Test("Full rings and a plugin that never answers: a stop ends all calls, and itself, in bounded time")
        func stopWhileFull() async throws {
            let options = PluginOptions.defaults {
                $0.logger = Probes.quiet.logger
                $0.startTimeout = .seconds(600)
                $0.callTimeout = nil
                $0.lanes = 2
                $0.stopGrace = .milliseconds(300)
                $0.terminationGrace = .milliseconds(300)
            }
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            let probe = try plugin.client(ProbeClient.self)
            StoppedProcess.stop(plugin.processID)
            async let tasks = withTaskGroup(of: OutboardError.Code?.self) { group in
                for _ in 0..<500 {
                    group.addTask {
                        do {
                            _ = try await probe.echoLater("", milliseconds: 0)
                            return nil
                        } catch {
                            return (error as? OutboardError)?.code
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            async let threads = Probes.onThreadsLater(6) { _ in
                do { try probe.null() } catch let error as OutboardError {
                    return [.lost, .notSent].contains(error.code) ? 1 : 0
                } catch {}
                return 0
            }
            // The ring of the tasks, and both lanes of the threads.
            try await StoppedProcess.waitForCalls(66, probe.caller)
            let began = ContinuousClock.now
            await plugin.stop()
            #expect(ContinuousClock.now - began < .seconds(60))
            #expect(await threads == 6)
            let outcomes = await tasks
            #expect(outcomes[.lost] == 64 && outcomes[.notSent] == 436, "\(outcomes)")
        }

        @Test("What a stopped process answers after its call has ended reaches nobody")
        func lateAnswers() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            for round in 0..<20 {
                StoppedProcess.stop(plugin.processID)
                let hasty = probe.timeout(.milliseconds(20))
                let error = await #expect(throws: OutboardError.self) {
                    try await hasty.echoLater("old \(round)", milliseconds: 0)
                }
                #expect(error?.code == .timeout)
                let other = try await PluginPlace.onThread {
                    #expect(throws: OutboardError.self) { _ = try hasty.sum(round, 1000) }
                }
                #expect(other?.code == .timeout)
                async let next = probe.echoLater("new \(round)", milliseconds: 0)
                StoppedProcess.release(plugin.processID)
                #expect(try await next == "new \(round)")
                let sum = try await PluginPlace.onThread { try probe.sum(round, 1) }
                #expect(sum == round + 1)
            }
            await plugin.stop()
        }

        @Test("What the host starts itself inherits nothing of its plugins, also while they are called")
        func foreignChildren() async throws {
            /// What a program holds that this process starts.
            func held() throws -> Set<String> {
                let (status, output) = try Probes.run(
                    "/bin/sh", ["-c", "for file in /proc/self/fd/*; do readlink $file; done; cat /proc/self/maps"])
                #expect(status == 0)
                return Set(output.split(separator: "\n").map(String.init))
            }
            // Whoever started the tests may have left something open.
            let before = try held()
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let load = Task.detached {
                var number = 0
                while !Task.isCancelled {
                    guard try probe.sum(number, 1) == number + 1 else { throw ProbeError(reason: "wrong") }
                    number += 1
                }
            }
            for _ in 0..<10 {
                for found in try held().subtracting(before) {
                    let isOurs = ["outboard", "event", "socket:", "io_uring", "pidfd"].contains { found.contains($0) }
                    #expect(!isOurs, "\(found)")
                }
            }
            load.cancel()
            try await load.value
            await plugin.stop()
        }

        @Test(
            "A plugin whose control group is frozen costs its callers their time-outs, and answers when it thaws",
            .enabled("control groups cannot be made here") { ControlGroup.isUsable("freezer") })
        func frozenGroup() async throws {
            let group = try #require(ControlGroup("freezer"))
            defer { group.remove() }
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            group.add(plugin.processID)
            group.freeze(true)
            let error = try await PluginPlace.onThread {
                #expect(throws: OutboardError.self) { try probe.timeout(.milliseconds(200)).null() }
            }
            #expect(error?.code == .timeout)
            let ping = await #expect(throws: OutboardError.self) { try await plugin.ping(within: .milliseconds(100)) }
            #expect(ping?.code == .timeout)
            group.freeze(false)
            #expect(try probe.sum(1, 2) == 3)
            await plugin.stop()
        }

        /// Where control groups are those of version 1: what is frozen there is not killed either.
        @Test(
            "A process that cannot be killed is left behind, and delays nothing",
            .enabled("control groups cannot be made here") { ControlGroup.isUsable("freezer") })
        func unkillable() async throws {
            let group = try #require(ControlGroup("freezer"))
            defer { group.remove() }
            let plugin = Supervised.probe(Supervised.tireless) {
                $0.stopGrace = .milliseconds(100)
                $0.terminationGrace = .milliseconds(100)
                $0.callTimeout = nil
            }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            let process = try #require(plugin.processID)
            group.add(process)
            group.freeze(true)
            async let thread = PluginPlace.onThread {
                #expect(throws: OutboardError.self) { try probe.null() }
            }
            async let task = #expect(throws: OutboardError.self) { try await probe.failLater(milliseconds: 0) }
            try await StoppedProcess.waitForCalls(2, probe.caller)
            let began = ContinuousClock.now
            await plugin.stop()
            // The grace periods and 5 s, and a great deal for a machine that is busy.
            #expect(ContinuousClock.now - began < .seconds(120))
            for error in [try await thread, await task] {
                #expect(error?.code == .lost && error?.mayHaveExecuted == true)
                let isLeft = error?.message.contains("it has not ended since: the kernel holds it") == true
                #expect(isLeft == group.keepsFromDying, "\(error?.message ?? "")")
            }
            group.freeze(false)
            // It is dead before its next instruction, and collected.
            for _ in 0..<3000 where Glibc.kill(process, 0) == 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(Glibc.kill(process, 0) != 0)
        }
    }
}
