import Glibc
import Logging
import Outboard
import OutboardSystem
import ProbeInterface
import Synchronization
import Testing

extension Integration {
    @Suite("A plugin's output")
    struct LogTests {
        @Test("Lines reach the host's logger with their level and the plugin's name")
        func lines() async throws {
            let sink = LogSink()
            let options = PluginOptions.defaults {
                $0.name = "talker"
                $0.logger = Logger(label: "test") { _ in sink.handler }
            }
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                try plugin.client(ProbeClient.self).write(
                    stdout: "plain\n[WARN] careful\nunfinished", stderr: "trouble\nesc\u{1b}[31mape\n")
            }
            let entries = try await sink.entries(5)
            #expect(entries.contains { $0.level == .info && $0.text == "plain" })
            #expect(entries.contains { $0.level == .warning && $0.text == "[WARN] careful" })
            #expect(entries.contains { $0.text == "unfinished" })
            #expect(entries.contains { $0.level == .warning && $0.text == "trouble" })
            #expect(entries.contains { $0.text == "esc\\u{1b}[31mape" })
            #expect(entries.allSatisfy { $0.plugin == "talker" })
        }

        @Test("What a plugin wrote right before it died arrives, at the level of a crash")
        func lastWords() async throws {
            let sink = LogSink()
            let options = PluginOptions.defaults { $0.logger = Logger(label: "test") { _ in sink.handler } }
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            let probe = try plugin.client(ProbeClient.self)
            #expect(throws: OutboardError.self) { try probe.end(.trap) }
            let entries = try await sink.entries { $0.contains { $0.text.contains("told to trap") } }
            #expect(entries.contains { $0.text == "ending as told" })
            #expect(entries.contains { $0.level == .critical && $0.text.contains("told to trap") })
        }

        @Test("A death is a warning, and what the host itself says about a plugin has its name and process as well")
        func death() async throws {
            let sink = RecordSink()
            let options = PluginOptions.defaults {
                $0.name = "talker"
                $0.logger = sink.logger()
            }
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            kill(plugin.processID, SIGABRT)
            _ = try await plugin.waitUntilEnded()
            let died = "plugin talker (pid \(plugin.processID)) died of signal 6 (SIGABRT)"
            let records = try await sink.records { $0.contains { $0.text.hasPrefix(died) } }
            let deaths = records.filter { $0.text.hasPrefix(died) }
            #expect(deaths.map(\.level) == [.warning], "\(records)")
            let hasFewCalls = plugin.sandboxReport.applied.contains(.readyCalls)
            #expect(deaths.first?.text.contains("OUTBOARD_SANDBOX=none") == hasFewCalls, "\(records)")
            for record in deaths + records.filter({ $0.text.hasPrefix("sandbox: ") }) {
                #expect(record.metadata["plugin.name"] == "talker", "\(record)")
                #expect(record.metadata["plugin.pid"] == "\(plugin.processID)", "\(record)")
            }
            #expect(records.contains { $0.text.hasPrefix("sandbox: ") })
        }

        @Test("What a plugin says last is in the error, also when it comes on top of more than can be logged")
        func lastWordsOfFlood() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
            let probe = try plugin.client(ProbeClient.self)
            let flood = String(repeating: String(repeating: "x", count: 999) + "\n", count: 3000)
            try probe.write(stdout: "", stderr: flood)
            for number in 0..<10 {
                try await Task.sleep(for: .milliseconds(10))
                try probe.write(stdout: "", stderr: "reason \(number)\n")
            }
            let error = #expect(throws: OutboardError.self) { try probe.end(.signal(SIGABRT)) }
            for number in 0..<10 {
                #expect(error?.message.contains("reason \(number)") == true, "\(error?.message ?? "")")
            }
        }

        @Test("A logger that is stuck delays neither the plugin nor its calls")
        func stuckLogger() async throws {
            let sink = LogSink()
            sink.isStuck.store(true, ordering: .relaxed)
            let options = PluginOptions.defaults { $0.logger = Logger(label: "test") { _ in sink.handler } }
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                let line = String(repeating: "x", count: 999) + "\n"
                for value in 0..<2000 {
                    try probe.write(stdout: line, stderr: "")
                    #expect(try probe.sum(value, 1) == value + 1)
                }
                sink.isStuck.store(false, ordering: .relaxed)
            }
        }
    }
}

/// A log handler that keeps what it gets.
final class LogSink: Sendable {
    struct Entry: Sendable {
        var level: Logger.Level
        var text: String
        var plugin: String
    }

    private let kept = Locked<[Entry]>([])
    let isStuck = Atomic<Bool>(false)

    var handler: Handler { Handler(sink: self) }

    /// Waits until there are at least so many entries.
    func entries(_ count: Int) async throws -> [Entry] {
        try await entries { $0.count >= count }
    }

    /// Waits until the entries fulfil a condition, and returns them, also when they do not in time.
    func entries(until isEnough: ([Entry]) -> Bool) async throws -> [Entry] {
        for _ in 0..<3000 {
            let entries = kept.withLock { $0 }
            if isEnough(entries) { return entries }
            try await Task.sleep(for: .milliseconds(10))
        }
        return kept.withLock { $0 }
    }

    struct Handler: LogHandler {
        let sink: LogSink
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        init(sink: LogSink) {
            self.sink = sink
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            while sink.isStuck.load(ordering: .relaxed) {}
            let entry = Entry(
                level: event.level, text: event.message.description, plugin: metadata["plugin.name"]?.description ?? "")
            sink.kept.withLock { $0.append(entry) }
        }
    }
}
