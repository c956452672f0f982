import Glibc
import Logging
import Outboard
import OutboardSystem
import ProbeInterface
import Testing

extension Integration {
    @Suite("Waiting")
    struct WaitPolicyTests {
        /// Hand-off moves threads between processors: there must be two.
        private static let hasTwoProcessors = UsableProcessors.count() > 1

        @Test(
            "The worker sleeps on its caller's processor, and follows it",
            .enabled(if: hasTwoProcessors, "needs two usable processors"))
        func handoff() throws {
            let plugin = try PluginHandle.startBlocking(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            defer { plugin.stopBlocking() }
            let probe = try plugin.client(ProbeClient.self).waiting(.handoff)
            let processors = UsableProcessors.affinity()
            let isRight = Probes.onThreads(1) { _ in
                for processor in [processors[0], processors[1], processors[0]] {
                    guard (try? UsableProcessors.pin(currentThreadTo: processor)) != nil else { return 0 }
                    for _ in 0..<3 { guard (try? probe.sum(1, 2)) == 3 else { return 0 } }
                    guard Self.worker(of: plugin, sleepsOn: "\(processor)") else { return 0 }
                }
                return 1
            }
            #expect(isRight == 1)
        }

        @Test("A thread is allowed what it was before, when its call has ended")
        func restored() throws {
            let plugin = try PluginHandle.startBlocking(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            defer { plugin.stopBlocking() }
            let probe = try plugin.client(ProbeClient.self).waiting(.handoff).timeout(.milliseconds(50))
            let allowed = UsableProcessors.affinity()
            for _ in 0..<20 { _ = try probe.sum(1, 2) }
            #expect(UsableProcessors.affinity() == allowed)
            #expect(throws: OutboardError.self) { try probe.sleep(milliseconds: 500) }
            #expect(UsableProcessors.affinity() == allowed)
        }

        @Test(
            "Calls that are far apart hand off, calls that are close do not",
            .enabled(if: hasTwoProcessors, "needs two usable processors"))
        func adaptive() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            var calibration: WaitCalibration?
            for _ in 0..<500 where calibration == nil {
                try await Task.sleep(for: .milliseconds(10))
                calibration = plugin.waiting.calibration
            }
            let measured = try #require(calibration)
            #expect(measured.usableProcessors == UsableProcessors.count())
            #expect(plugin.waiting.description.contains("adaptive"))
            // Where the measurement found sleeping on two processors cheaper there is nothing to see.
            guard measured.prefersHandoff else { return await plugin.stop() }
            let probe = try plugin.client(ProbeClient.self)
            let saw = Probes.onThreads(1) { _ in
                for _ in 0..<12 {
                    usleep(5000)
                    guard (try? probe.sum(1, 2)) == 3 else { return 0 }
                }
                let handedOff = Self.hasHeldWorker(plugin)
                // A busy machine interrupts the calls: some run must be undisturbed.
                for _ in 0..<200 where Self.hasHeldWorker(plugin) {
                    for _ in 0..<500 { guard (try? probe.sum(1, 2)) == 3 else { return 0 } }
                }
                return handedOff ? (Self.hasHeldWorker(plugin) ? 1 : 2) : 3
            }
            #expect(saw == 2)
            await plugin.stop()
        }

        @Test("Every policy returns right answers, in turns on the same lanes")
        func turns() throws {
            let plugin = try PluginHandle.startBlocking(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            defer { plugin.stopBlocking() }
            let probe = try plugin.client(ProbeClient.self)
            let policies: [WaitPolicy] = [.adaptive, .handoff, .park, .spin]
            let wrong = Probes.onThreads(4) { thread in
                var wrong = 0
                for round in 0..<400 {
                    let client = probe.waiting(policies[(round + thread) % policies.count])
                    if (try? client.sum(round, thread)) != round + thread { wrong += 1 }
                }
                return wrong
            }
            #expect(wrong == 0)
        }

        // MARK: The plugin's threads

        /// The processors that each worker of the plugin may use at the moment, as the kernel writes them.
        private static func workers(of plugin: PluginHandle) -> [String] {
            let tasks = "/proc/\(plugin.processID)/task"
            return names(in: tasks).compactMap { task in
                let status = SmallFile.text(of: "\(tasks)/\(task)/status") ?? ""
                guard status.contains("Name:\toutboard-lane-") else { return nil }
                let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
                return line.map { String($0.dropFirst("Cpus_allowed_list:\t".count)) }
            }
        }

        /// Whether a worker is held on one processor; looks for a while, because it goes to sleep after its answer.
        private static func worker(of plugin: PluginHandle, sleepsOn processor: String) -> Bool {
            for _ in 0..<2000 {
                if workers(of: plugin).contains(processor) { return true }
                usleep(1000)
            }
            return false
        }

        private static func hasHeldWorker(_ plugin: PluginHandle) -> Bool {
            for _ in 0..<50 {
                if workers(of: plugin).contains(where: { Int($0) != nil }) { return true }
                usleep(1000)
            }
            return false
        }

        private static func names(in folder: String) -> [String] {
            guard let directory = opendir(folder) else { return [] }
            defer { closedir(directory) }
            var names: [String] = []
            while let entry = readdir(directory) {
                names.append(
                    withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
                )
            }
            return names.filter { Int($0) != nil }
        }
    }
}
