import Foundation
import Logging
import Outboard
import ProbeInterface
import Testing

extension Integration {
    @Suite("Crash reports")
    struct CrashReportTests {
        @Test("A report tells the cause, the calls in flight and the last words, as a value and as a file")
        func report() async throws {
            let above = try Probes.temporaryFolder()
            defer { Probes.remove(above) }
            // Made with the first report.
            let folder = above + "/crashes"
            let (reports, continuation) = AsyncStream.makeStream(of: CrashReport.self)
            let plugin = Supervised.probe(Supervised.tireless) {
                $0.name = "../probe"
                $0.crashReportDirectory = folder
                $0.crashHandler = { continuation.yield($0) }
            }
            try await plugin.waitUntilReady()
            let probe = try plugin.client(ProbeClient.self)
            try probe.write(stdout: "", stderr: "last words\n")
            // Not idempotent in this client: both fail.
            let process = try #require(plugin.processID)
            async let sleeping: Void? = PluginPlace.onThread {
                // Made again in the next generation, where it ends with the plugin.
                try? probe.timeout(.seconds(60)).sleep(milliseconds: 60_000)
            }
            async let failing = #expect(throws: OutboardError.self) {
                try await probe.failLater(milliseconds: 60_000)
            }
            try await StoppedProcess.waitForCalls(2, probe.caller)
            try await StoppedProcess.waitUntilRunning(["sleep(milliseconds:)"], probe.caller)
            try await Task.sleep(for: .milliseconds(150))
            kill(process, SIGKILL)
            let report = try #require(await reports.first { _ in true })
            let message = await failing?.message ?? ""
            #expect(message.contains("; in flight: ") && message.contains("sleep(milliseconds:) for "), "\(message)")
            #expect(report.plugin == "../probe" && report.generation == 1 && report.restarts == 0)
            #expect(report.signal == SIGKILL && report.exitStatus == nil && report.processID == process)
            #expect(report.cause.contains("died of signal 9 (SIGKILL)"))
            #expect(report.wasReady && (report.uptime ?? 0) > 0)
            #expect(report.lastLines.contains("last words"))
            #expect(Set(report.callsInFlight.map(\.method)) == ["sleep(milliseconds:)", "failLater(milliseconds:)"])
            #expect(report.callsInFlight.allSatisfy { $0.age > 0.1 && $0.age < 3600 })
            #expect(report.running == ["sleep(milliseconds:)"])
            let file = folder + "/---probe-01.json"
            let written = try JSONDecoder().decode(CrashReport.self, from: Data(Probes.read(file).utf8))
            #expect(written == report)
            #expect(Probes.entries(folder) == ["---probe-01.json"])
            await plugin.stop()
            _ = try await sleeping
        }

        @Test("A report that cannot be written is a warning with the folder")
        func nowhere() async throws {
            let above = try Probes.temporaryFolder()
            defer { Probes.remove(above) }
            let sink = RecordSink()
            let plugin = Supervised.probe(.never, at: "/nonexistent/plugin") {
                $0.crashReportDirectory = above + "/no/such"
                $0.logger = sink.logger()
            }
            let text = "The crash report of plugin was not written to \(above)/no/such: No such file or directory"
            let records = try await sink.records { $0.contains { $0.text == text } }
            let warning = records.first { $0.text == text }
            #expect(warning?.level == .warning && warning?.metadata["plugin.name"] == "plugin", "\(records)")
            await plugin.stop()
        }

        @Test("A start that fails is reported as well")
        func start() async throws {
            let (reports, continuation) = AsyncStream.makeStream(of: CrashReport.self)
            let plugin = Supervised.probe(.never, at: "/nonexistent/plugin") {
                $0.crashHandler = { continuation.yield($0) }
            }
            let report = try #require(await reports.first { _ in true })
            #expect(report.processID == nil && report.uptime == nil && !report.wasReady)
            #expect(report.cause.contains("/nonexistent/plugin"))
            await plugin.stop()
        }
    }
}
