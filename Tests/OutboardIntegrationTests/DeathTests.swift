import Glibc
import Outboard
import ProbeInterface
import TestLoad
import Testing

extension Integration {
    @Suite("A plugin's death")
    struct DeathTests {
        @Test(
            "A fatal signal in mid-call fails the call once, with its cause",
            arguments: [
                SIGKILL, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTRAP, SIGSYS,
            ])
        func signals(signal: Int32) async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.signal(signal)) }
            #expect(error?.code == .lost)
            #expect(error?.mayHaveExecuted == true)
            #expect(error?.message.contains("signal \(signal) ") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("end(_:)") == true)
            #expect(error?.message.contains("ending as told") == true)
            let next = #expect(throws: OutboardError.self) { try probe.null() }
            #expect(next?.code == .notSent)
            #expect(next?.mayHaveExecuted == false)
            #expect(!plugin.isRunning)
        }

        @Test("A Swift trap fails the call at once and is not held up by a backtrace")
        func trap() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let began = ContinuousClock.now
            let error = #expect(throws: OutboardError.self) { try probe.end(.trap) }
            #expect(error?.code == .lost)
            #expect(error?.message.contains("told to trap") == true, "\(error?.message ?? "")")
            // None was made: a backtrace would be what the plugin printed last, and took seconds.
            #expect(error?.message.contains("Thread 0") == false, "\(error?.message ?? "")")
            #expect(ContinuousClock.now - began < .seconds(20))
        }

        @Test("A stack overflow is a death like any other")
        func overflow() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.overflow) }
            #expect(error?.code == .lost)
        }

        @Test("Leaving with status 0 in mid-call is no success", arguments: [0, 3])
        func exits(status: Int32) async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let error = #expect(throws: OutboardError.self) { try probe.end(.exit(status)) }
            #expect(error?.code == .lost)
            #expect(error?.message.contains("exit status \(status)") == true, "\(error?.message ?? "")")
        }

        @Test("A call after the death was not sent")
        func afterwards() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            try probe.null()
            kill(plugin.processID, SIGKILL)
            let fate = await plugin.waitUntilEnded()
            #expect(fate.message.contains("signal 9 (SIGKILL)"))
            let error = #expect(throws: OutboardError.self) { try probe.null() }
            #expect(error?.code == .notSent)
            let later = await #expect(throws: OutboardError.self) { try await probe.echoLater("", milliseconds: 0) }
            #expect(later?.code == .notSent)
        }

        @Test("Every call in flight fails exactly once, on threads and in tasks")
        func inFlight() async throws {
            let options = PluginOptions.defaults { $0.lanes = 4 }
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            let probe = try plugin.client(ProbeClient.self)
            async let tasks = withTaskGroup(of: OutboardError.Code?.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        do { _ = try await probe.echoLater("", milliseconds: 60_000) } catch let error as OutboardError
                        {
                            return error.code
                        } catch {}
                        return nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 == .lost || $1 == .notSent ? 1 : 0 }
            }
            let killer = Task {
                try await Task.sleep(for: .milliseconds(200))
                kill(plugin.processID, SIGKILL)
            }
            let failures = await Probes.onThreadsLater(8) { _ in
                do { try probe.sleep(milliseconds: 60_000) } catch let error as OutboardError {
                    return error.code == .lost || error.code == .notSent ? 1 : 0
                } catch {}
                return 0
            }
            try await killer.value
            #expect(failures == 8)
            #expect(await tasks == 100)
        }

        @Test("Killing at random moments loses no call and mixes up no answer")
        func randomKills() async throws {
            for round in 0..<40 {
                let plugin = try PluginHandle.startBlocking(
                    at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                let probe = try plugin.client(ProbeClient.self)
                let killer = Task {
                    try await Task.sleep(for: .microseconds(round * 37 % 1500))
                    kill(plugin.processID, SIGKILL)
                }
                var value = 0
                while true {
                    do {
                        #expect(try probe.sum(value, 1) == value + 1)
                        value += 1
                    } catch let error as OutboardError {
                        #expect(error.code == .lost || error.code == .notSent)
                        break
                    }
                }
                try await killer.value
            }
        }

        @Test("A thousand starts and kills leave no descriptor, thread, mapping or process behind")
        func churn() async {
            await #expect(processExitsWith: .success) {
                alarm(600)
                func cycle() throws {
                    let plugin = try PluginHandle.startBlocking(
                        at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                    let probe = try plugin.client(ProbeClient.self)
                    #expect(try probe.sum(1, 2) == 3)
                    plugin.kill()
                    plugin.stopBlocking()
                }
                for _ in 0..<20 { try cycle() }
                let before = Probes.resources()
                for _ in 0..<TestLoad.scaled(1000) { try cycle() }
                await Probes.expectNoMore(than: before)
            }
        }

        @Test("Stopping lets the plugin finish; one that does not is killed after its grace")
        func stop() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(),
                options: .defaults { $0.stopGrace = .milliseconds(300) })
            let probe = try plugin.client(ProbeClient.self)
            let sleeper = Task { try await PluginPlace.onThread { try probe.sleep(milliseconds: 60_000) } }
            try await StoppedProcess.waitForCalls(1, probe.caller)
            await plugin.stop()
            let error = await #expect(throws: OutboardError.self) { try await sleeper.value }
            #expect(error?.code == .lost)
            #expect(plugin.fate?.message.contains("did not exit within") == true, "\(plugin.fate?.message ?? "")")

            let polite = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            await polite.stop()
            #expect(polite.fate?.message.contains("was stopped by the host") == true)
            #expect(polite.fate?.message.contains("killed") == false)
        }
    }
}
