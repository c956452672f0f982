import Foundation
import Glibc
import Logging
import Outboard
import OutboardSystem
import ProbeInterface
import TestLoad
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
                at: Probes.path, configuration: ProbeConfiguration(), options: Self.oneLane)
            defer { plugin.stopBlocking() }
            let probe = try plugin.client(ProbeClient.self).waiting(.handoff)
            let processors = UsableProcessors.affinity()
            let isRight = Probes.onThreads(1) { _ in
                for processor in [processors[0], processors[1], processors[0]] {
                    guard (try? UsableProcessors.pin(currentThreadTo: processor)) != nil else { return 0 }
                    // On a busy machine a worker may not have slept before the next call came, and learns nothing from it.
                    let follows = (0..<100).contains { _ in
                        guard (0..<3).allSatisfy({ _ in (try? probe.sum(1, 2)) == 3 }) else { return false }
                        return Self.worker(of: plugin, isOn: processor, milliseconds: 200)
                    }
                    guard follows else { return 0 }
                }
                return 1
            }
            #expect(isRight == 1)
        }

        @Test("A plugin that nobody has called polls nowhere, also when its calls will be polled for without end")
        func uncalled() async throws {
            let options = PluginOptions.defaults {
                $0.waiting = .spin
                $0.lanes = 3
            }
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            let before = try Self.processorTicks(of: plugin)
            try await Task.sleep(for: .seconds(1))
            // A worker that polls uses all of a processor, a hundred ticks; also on a busy machine a good part of it.
            #expect(try Self.processorTicks(of: plugin) - before < 10)
            let probe = try plugin.client(ProbeClient.self)
            #expect(try probe.sum(1, 2) == 3)
            await plugin.stop()
        }

        /// What a plugin has used of the processors, in ticks of the kernel's clock.
        private static func processorTicks(of plugin: PluginHandle) throws -> Int {
            let line = try String(contentsOfFile: "/proc/\(plugin.processID)/stat", encoding: .utf8)
            // After the name, which may contain anything: fields 14 and 15.
            let fields = try #require(line.split(separator: ")").last).split(separator: " ")
            return try #require(Int(fields[11])) + #require(Int(fields[12]))
        }

        @Test("A thread is allowed what it was before, when its call has ended")
        func restored() throws {
            let plugin = try PluginHandle.startBlocking(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            defer { plugin.stopBlocking() }
            let probe = try plugin.client(ProbeClient.self).waiting(.handoff)
            let allowed = UsableProcessors.affinity()
            for _ in 0..<20 { _ = try probe.sum(1, 2) }
            #expect(UsableProcessors.affinity() == allowed)
            let impatient = probe.timeout(.milliseconds(50))
            #expect(throws: OutboardError.self) { try impatient.sleep(milliseconds: 500) }
            #expect(UsableProcessors.affinity() == allowed)
        }

        @Test(
            "Calls that are far apart hand off, calls that are close do not",
            .enabled(if: hasTwoProcessors, "needs two usable processors"))
        func adaptive() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Self.oneLane)
            var calibration: WaitCalibration?
            for _ in 0..<6000 where calibration == nil {
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
                let processor = UsableProcessors.affinity()[0]
                guard (try? UsableProcessors.pin(currentThreadTo: processor)) != nil else { return 0 }
                // A busy machine interrupts the calls: some run must be undisturbed.
                var handedOff = false
                for _ in 0..<20 where !handedOff {
                    for _ in 0..<12 {
                        usleep(5000)
                        guard (try? probe.sum(1, 2)) == 3 else { return 0 }
                    }
                    handedOff = Self.worker(of: plugin, isOn: processor)
                }
                var polls = false
                for _ in 0..<200 where !polls {
                    for _ in 0..<500 { guard (try? probe.sum(1, 2)) == 3 else { return 0 } }
                    // Who polls cannot be where its caller polls. At once: later it sleeps, wherever a busy machine puts it.
                    polls = Self.processor(ofWorkerIn: plugin).map { $0 != processor } ?? false
                }
                // Under a sanitizer no calls are close: each takes as long as a pause between others.
                return handedOff ? (polls || Sanitizer.isPresent ? 2 : 1) : 3
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

        /// Whether the worker of the only lane for synchronous calls is on a processor; looks for a while, because it goes
        /// to sleep after its answer, when it gets a processor to do so.
        private static func worker(
            of plugin: PluginHandle, isOn processor: Int, milliseconds: Int = 50
        ) -> Bool {
            for _ in 0..<milliseconds {
                if Self.processor(ofWorkerIn: plugin) == processor { return true }
                usleep(1000)
            }
            return false
        }

        /// Where it runs or slept.
        private static func processor(ofWorkerIn plugin: PluginHandle) -> Int? {
            let tasks = "/proc/\(plugin.processID)/task"
            let stats = names(in: tasks).map { SmallFile.text(of: "\(tasks)/\($0)/stat") ?? "" }
            // The fields after the name, from the third one on; see proc_pid_stat(5).
            let fields = stats.first { $0.contains("(outboard-lane-0)") }?.drop { $0 != ")" }.split(separator: " ")
            guard let fields, fields.count > 37 else { return nil }
            return Int(fields[37])
        }

        /// Options of a plugin with one lane for synchronous calls.
        private static var oneLane: PluginOptions {
            var options = Probes.quiet
            options.lanes = 1
            return options
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
