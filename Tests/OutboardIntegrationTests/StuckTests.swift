import Logging
import Outboard
import PatienceInterface
import Testing

extension Integration {
    /// What the host says and does about a plugin that goes on with calls that nobody waits for.
    @Suite("A stuck plugin")
    struct StuckTests {
        private static var path: String { Probes.folder + "/PatiencePlugin" }

        private func options(_ sink: LogSink, grace: Duration? = nil) -> PluginOptions {
            .defaults {
                $0.name = "sleeper"
                $0.logger = Logger(label: "test") { _ in sink.handler }
                $0.lanes = 2
                $0.stuckGrace = grace
                $0.stopGrace = .milliseconds(100)
            }
        }

        private func error(_ body: @escaping @Sendable () throws -> Void) async throws -> OutboardError? {
            try await PluginPlace.onThread {
                do {
                    try body()
                    return nil
                } catch let error as OutboardError {
                    return error
                }
            }
        }

        @Test(arguments: [true, false]) func `it is named in the log, and by its handle`(_ isAsync: Bool) async throws {
            let sink = LogSink()
            let plugin = try await PluginHandle.start(at: Self.path, options: options(sink))
            let client = try plugin.client(PatienceClient.self)
            #expect(plugin.stuckCalls.isEmpty)
            let limited = client.timeout(.milliseconds(50))
            if isAsync {
                let error = await #expect(throws: OutboardError.self) {
                    try await limited.ignoreLater(milliseconds: 60_000)
                }
                #expect(error?.code == .timeout)
            } else {
                let error = try await error { _ = try limited.ignore(milliseconds: 60_000) }
                let start = "ignore(milliseconds:) was not answered by plugin sleeper (pid \(plugin.processID)) within "
                #expect(error?.code == .timeout && error?.message.hasPrefix(start) == true, "\(error?.message ?? "")")
            }
            let method = isAsync ? "ignoreLater(milliseconds:)" : "ignore(milliseconds:)"
            let stuck = try #require(plugin.stuckCalls.first)
            #expect(stuck.method == method && stuck.duration < .seconds(60))
            let texts = try await sink.entries(2).filter { $0.level == .warning }.map(\.text)
            let start = "plugin sleeper (pid \(plugin.processID)) is stuck for "
            #expect(texts.allSatisfy { $0.hasPrefix(start) && $0.hasSuffix(" s in \(method)") }, "\(texts)")
            let seconds = texts.compactMap { Int($0.dropFirst(start.count).prefix { $0.isNumber }) }
            // A second and two, unless the machine is busy.
            #expect(seconds.count >= 2 && seconds[0] >= 1 && seconds[1] > seconds[0], "\(texts)")
            #expect(plugin.isRunning)
            #expect(try client.echo(number: 1) == [1, 0])
            #expect(try await client.echoLater(number: 1) == [1, 0])
            plugin.kill()
            _ = try await plugin.waitUntilEnded()
            #expect(plugin.stuckCalls.isEmpty)
        }

        @Test(arguments: [true, false]) func `it is killed if the options say so, and its callers are told why`(
            _ isAsync: Bool
        ) async throws {
            let sink = LogSink()
            let plugin = try await PluginHandle.start(
                at: Self.path, options: options(sink, grace: .milliseconds(300)))
            let client = try plugin.client(PatienceClient.self)
            // Two that still wait, and one that gives up.
            async let task: OutboardError? = {
                do { _ = try await client.timeout(nil).ignoreLater(milliseconds: 60_000) } catch let error
                    as OutboardError
                {
                    return error
                } catch {}
                return nil
            }()
            async let thread = error { _ = try client.timeout(nil).ignore(milliseconds: 60_000) }
            try await PluginPlace.expect(began: 2, client)
            let limited = client.timeout(.milliseconds(50))
            if isAsync {
                let cancelled = Task { try await client.ignoreLater(milliseconds: 60_000) }
                try await PluginPlace.expect(began: 3, client)
                cancelled.cancel()
                await #expect(throws: CancellationError.self) { try await cancelled.value }
            } else {
                #expect(try await error { _ = try limited.ignore(milliseconds: 60_000) }?.code == .timeout)
            }
            for error in [await task, try await thread] {
                #expect(error?.code == .stuck)
                #expect(error?.mayHaveExecuted == true)
                let method = isAsync ? "ignoreLater(milliseconds:)" : "ignore(milliseconds:)"
                #expect(
                    error?.message.contains("was killed because it was stuck for") == true, "\(error?.message ?? "")")
                #expect(error?.message.contains(" in \(method)") == true, "\(error?.message ?? "")")
            }
            #expect(try await plugin.waitUntilEnded().code == .stuck)
            let killed = "plugin sleeper (pid \(plugin.processID)) was killed because it was stuck for "
            let entries = try await sink.entries { $0.contains { $0.text.hasPrefix(killed) } }
            #expect(entries.contains { $0.level == .warning && $0.text.hasPrefix(killed) }, "\(entries)")
            let next = try await error { _ = try client.echo(number: 1) }
            #expect(next?.code == .notSent)
        }

        @Test func `it is not killed for calls that end in time`() async throws {
            let sink = LogSink()
            let plugin = try await PluginHandle.start(at: Self.path, options: options(sink, grace: .seconds(30)))
            let client = try plugin.client(PatienceClient.self)
            let limited = client.timeout(.milliseconds(1))
            var codes: [OutboardError.Code?] = []
            for _ in 0..<30 {
                codes.append(try await error { _ = try limited.ignore(milliseconds: 10) }?.code)
                do {
                    _ = try await limited.ignoreLater(milliseconds: 10)
                    codes.append(nil)
                } catch let error as OutboardError { codes.append(error.code) }
            }
            // On a busy machine who calls may wake up when the answer is there.
            #expect(codes.contains(.timeout) && Set(codes).isSubset(of: [.timeout, nil]), "\(codes)")
            for _ in 0..<6000 where !plugin.stuckCalls.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            #expect(plugin.stuckCalls.isEmpty)
            #expect(plugin.isRunning)
            await plugin.stop()
        }

        @Test func `it is not killed for answers that a caller does not take`() async throws {
            let sink = LogSink()
            var options = options(sink, grace: .milliseconds(300))
            options.lanes = 1
            let plugin = try await PluginHandle.start(at: Self.path, options: options)
            let client = try plugin.client(PatienceClient.self)
            let sum = try await PluginPlace.onThread { () -> Int in
                _ = try? client.timeout(.milliseconds(1)).ignore(milliseconds: 100)
                // On the lane of the call that was given up, which is answered while nobody looks.
                return try client.caller.pipeline { pipeline in
                    let deadline = ContinuousClock.now + .seconds(1)
                    while ContinuousClock.now < deadline {}
                    try pipeline.submit(9, byteCount: 8) { 7.encode(into: &$0) }
                    return try pipeline.next { (reader: inout WireReader) throws(WireError) in
                        try reader.next([Int].self)
                    }[0]
                }
            }
            #expect(sum == 7)
            #expect(plugin.isRunning && plugin.stuckCalls.isEmpty)
            await plugin.stop()
        }
    }
}
