import Outboard
import ProbeInterface
import TestLoad
import Testing

extension Integration {
    @Suite("Calls into a real process")
    struct CallTests {
        @Test("Methods return what the plugin returns")
        func methods() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let probe = try plugin.client(ProbeClient.self)
                try probe.null()
                #expect(try probe.sum(2, 3) == 5)
                #expect(try probe.sum(.max, 1) == .min)
                #expect(try await probe.echoLater("später", milliseconds: 1) == "später")
            }
        }

        @Test(
            "Arguments and results of any size come through",
            arguments: [0, 1, 43, 44, 45, 4091, 4092, 4093, 65_536, 1_048_571, 1_048_572, 1_048_573, 5_000_000])
        func sizes(byteCount: Int) async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let probe = try plugin.client(ProbeClient.self)
                let bytes = try probe.make(byteCount: byteCount)
                #expect(bytes.count == byteCount)
                for _ in 0..<3 { #expect(try probe.echo(bytes: bytes) == bytes) }
                #expect(try probe.checksum(bytes: bytes) == Probes.checksum(bytes))
            }
        }

        @Test("A 64 MiB argument and a 64 MiB result need no configuration")
        func large() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration()) { plugin in
                // Nor does a slow machine; but a busy one may need longer than a call has by default.
                let probe = try plugin.client(ProbeClient.self).timeout(.seconds(600))
                let bytes = try probe.make(byteCount: 64 << 20)
                #expect(bytes.count == 64 << 20)
                #expect(try probe.echo(bytes: bytes) == bytes)
            }
        }

        @Test("A payload beyond the allowed size is an error, and the plugin stays usable")
        func tooLarge() async throws {
            let options = PluginOptions.defaults { $0.maximumPayloadBytes = 2 << 20 }
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                let argument = #expect(throws: OutboardError.self) {
                    _ = try probe.checksum(bytes: [UInt8](repeating: 0, count: 3 << 20))
                }
                #expect(argument?.code == .payloadTooLarge)
                #expect(argument?.mayHaveExecuted == false)
                let result = #expect(throws: OutboardError.self) { _ = try probe.make(byteCount: 3 << 20) }
                #expect(result?.code == .invalidPayload)
                #expect(try probe.sum(1, 1) == 2)
            }
        }

        @Test("The plugin's own errors arrive typed, undeclared ones as text")
        func errors() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let probe = try plugin.client(ProbeClient.self)
                #expect(throws: ProbeError(reason: "because")) { try probe.fail(reason: "because") }
                let undeclared = #expect(throws: RemoteError.self) { try probe.failUndeclared() }
                #expect(undeclared?.typeName == "Undeclared")
                await #expect(throws: ProbeError(reason: "later")) { try await probe.failLater(milliseconds: 1) }
            }
        }

        @Test("A call that passes its time-out fails, and other lanes go on")
        func timeout() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let probe = try plugin.client(ProbeClient.self)
                let error = #expect(throws: OutboardError.self) {
                    try probe.timeout(.milliseconds(50)).sleep(milliseconds: 2000)
                }
                #expect(error?.code == .timeout)
                #expect(error?.mayHaveExecuted == true)
                #expect(error?.message.contains("sleep(milliseconds:)") == true)
                for value in 0..<100 { #expect(try probe.sum(value, 1) == value + 1) }
                let late = await #expect(throws: OutboardError.self) {
                    try await probe.timeout(.milliseconds(50)).failLater(milliseconds: 5000)
                }
                #expect(late?.code == .timeout)
                #expect(try await probe.echoLater("on", milliseconds: 0) == "on")
            }
        }

        @Test("Cancelling a task ends its wait")
        func cancellation() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let probe = try plugin.client(ProbeClient.self)
                let task = Task { try await probe.echoLater("never", milliseconds: 60_000) }
                try await Task.sleep(for: .milliseconds(20))
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try await probe.echoLater("next", milliseconds: 0) == "next")
            }
        }

        @Test("Any number of tasks may have calls in flight")
        func manyTasks() async throws {
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet) {
                plugin in
                let probe = try plugin.client(ProbeClient.self)
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<500 {
                        group.addTask {
                            try await probe.echoLater("\(number)", milliseconds: number % 7) == "\(number)"
                        }
                    }
                    for try await isRight in group { #expect(isRight) }
                }
            }
        }

        @Test("16 threads make 100,000 checked calls each")
        func threads() throws {
            let plugin = try PluginHandle.startBlocking(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let failures = Probes.onThreads(16) { thread in
                var wrong = 0
                for index in 0..<TestLoad.scaled(100_000) {
                    let first = thread &* 7_919 &+ index
                    if (try? probe.sum(first, index)) != first &+ index { wrong += 1 }
                    if index % 1000 == 0 {
                        let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: first), count: index % 9000)
                        if (try? probe.checksum(bytes: bytes)) != Probes.checksum(bytes) { wrong += 1 }
                    }
                }
                return wrong
            }
            #expect(failures == 0)
            plugin.stopBlocking()
        }

        @Test("Every policy answers", arguments: [WaitPolicy.adaptive, .spin, .park])
        func policies(policy: WaitPolicy) async throws {
            let options = PluginOptions.defaults { $0.waiting = policy }
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                for value in 0..<2000 { #expect(try probe.sum(value, 1) == value + 1) }
            }
        }
    }
}
