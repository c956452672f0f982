import Glibc
import LogInterface
import Logging
import Outboard
import OutboardSystem
import Synchronization
import Testing

extension Integration {
    /// What a plugin logs with swift-log.
    @Suite("A plugin's log records")
    struct LogRingTests {
        private static let path = Probes.folder + "/LogPlugin"

        private static func options(
            _ sink: RecordSink, _ level: Logger.Level = .trace, _ configure: (inout PluginOptions) -> Void = { _ in }
        ) -> PluginOptions {
            .defaults {
                $0.name = "logger"
                $0.logger = sink.logger(level)
                $0.startTimeout = .seconds(600)
                configure(&$0)
            }
        }

        @Test("A record arrives with level, metadata, label, source, place and time")
        func everything() async throws {
            let sink = RecordSink()
            var before = timespec()
            clock_gettime(CLOCK_REALTIME, &before)
            try await withPlugin(at: Self.path, options: Self.options(sink)) { plugin in
                try plugin.client(LogsClient.self).logAll()
            }
            let records = try await sink.records { $0.contains { $0.text == "ending" } }
            let all = try #require(records.first { $0.label == "all" })
            #expect(all.level == .error)
            #expect(all.text == "line\\u{a}break")
            #expect(all.metadata["own"] == "one" && all.metadata["wins"] == "this" && all.metadata["number"] == "7")
            #expect(all.metadata["list"] == ["a", ["b": "c"]])
            #expect(all.metadata["error"]?.description.hasPrefix("Mishap") == true)
            // The host's own names are the host's.
            #expect(all.metadata["plugin.name"] == "logger" && all.metadata["_plugin.name"] == "forged")
            #expect(all.source == "Somewhere" && all.file == "Somewhere/File.swift")
            #expect(all.function == "f(_:)" && all.line == 77)
            let time = try #require(all.metadata["plugin.time"]?.description)
            #expect(time.count == 27 && time.hasSuffix("Z") && time.hasPrefix("20"))
            // Loggers of libraries, before the first call, and the last word.
            let begin = try #require(records.first { $0.text == "beginning" })
            #expect(begin.label == "begin" && begin.source == "LogPlugin" && begin.file == "LogPlugin/LogPlugin.swift")
            #expect(records.contains { $0.text == "ending" && $0.label == "logs" })
        }

        @Test("The host's logger decides what a plugin logs, and changes it while the plugin runs")
        func levels() async throws {
            let sink = RecordSink()
            try await withPlugin(at: Self.path, options: Self.options(sink, .info)) { plugin in
                let logs = try plugin.client(LogsClient.self)
                #expect(plugin.logLevel == .info)
                #expect(try logs.level() == 2)
                try logs.log("not wanted", level: 1, count: 3)
                try logs.log("wanted", level: 2, count: 3)
                plugin.logLevel = .error
                #expect(try logs.level() == 5)
                try logs.log("not wanted any more", level: 4, count: 3)
                try logs.log("still wanted", level: 5, count: 1)
                plugin.logLevel = .trace
                #expect(plugin.logLevel == .trace)
                #expect(try logs.level() == 0)
            }
            let records = try await sink.records { $0.contains { $0.text == "ending" } }
            #expect(records.count { $0.text == "wanted" } == 3)
            #expect(records.count { $0.text == "still wanted" } == 1)
            #expect(!records.contains { $0.text.hasPrefix("not wanted") })
        }

        @Test("An option decides the level for the start")
        func levelAtStart() async throws {
            let sink = RecordSink()
            let options = Self.options(sink) { $0.logLevel = .error }
            try await withPlugin(at: Self.path, options: options) { plugin in
                #expect(try plugin.client(LogsClient.self).level() == 5)
                try plugin.client(LogsClient.self).log("last", level: 6, count: 1)
            }
            let records = try await sink.records { $0.contains { $0.text == "last" } }
            #expect(!records.contains { $0.text == "beginning" })
        }

        @Test("Records of several threads arrive whole, and each thread's in order")
        func threads() async throws {
            let sink = RecordSink()
            try await withPlugin(at: Self.path, options: Self.options(sink)) { plugin in
                try plugin.client(LogsClient.self).logOnThreads(4, count: 500)
            }
            let records = try await sink.records { $0.contains { $0.text == "ending" } }
            let lost = records.contains { $0.text.contains("were dropped") }
            for thread in 0..<4 {
                let numbers = records.filter { $0.metadata["thread"] == "\(thread)" }.map(\.number)
                #expect(numbers == numbers.sorted())
                if !lost { #expect(numbers == Array(0..<500)) }
            }
        }

        @Test("What a plugin logged right before it died arrives", arguments: [SIGKILL, SIGSEGV, 0])
        func lastWords(_ signal: Int32) async throws {
            for round in 0..<5 {
                let sink = RecordSink()
                let plugin = try await PluginHandle.start(at: Self.path, options: Self.options(sink))
                let logs = try plugin.client(LogsClient.self)
                #expect(throws: OutboardError.self) { try logs.logAndEnd("goodbye \(round)", signal: signal) }
                let records = try await sink.records { $0.contains { $0.text == "goodbye \(round)" } }
                #expect(records.contains { $0.text == "goodbye \(round)" && $0.level == .critical })
                _ = try await plugin.waitUntilEnded()
            }
        }

        @Test("A crash report has the last records, and comes after they were logged")
        func crashReport() async throws {
            let sink = RecordSink()
            let reports = Locked<[(report: CrashReport, logged: Bool)]>([])
            let options = Self.options(sink) {
                $0.crashHandler = { report in
                    let logged = sink.records.contains { $0.text == "goodbye" }
                    reports.withLock { $0.append((report, logged)) }
                }
            }
            let plugin = try await SupervisedPlugin.start(
                at: Self.path, options: options, restart: .never)
            let logs = try plugin.client(LogsClient.self)
            try logs.log("before", level: 3, count: 50)
            #expect(throws: OutboardError.self) { try logs.logAndEnd("goodbye", signal: SIGKILL) }
            for _ in 0..<3000 where reports.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(10)) }
            let (report, logged) = try #require(reports.withLock { $0.first })
            #expect(logged)
            #expect(report.lastRecords.count == 20)
            #expect(report.lastRecords.last?.message == "goodbye" && report.lastRecords.last?.level == "critical")
            #expect(report.lastRecords.dropLast().map { $0.metadata["number"] } == (31..<50).map { "\($0)" })
            #expect(report.json.contains("goodbye"))
            await plugin.stop()
        }

        @Test("A flood is dropped and counted, and neither blocks the plugin nor grows the host")
        func flood() async throws {
            let sink = RecordSink()
            sink.isStuck.store(true, ordering: .relaxed)
            let count = 20_000
            try await withPlugin(at: Self.path, options: Self.options(sink)) { plugin in
                let logs = try plugin.client(LogsClient.self)
                // The handler does not move, and the plugin gets through all the same.
                try logs.log("flood", level: 3, count: count)
                #expect(try logs.level() == 0)
                sink.isStuck.store(false, ordering: .relaxed)
                _ = try await sink.records { $0.contains { $0.text.contains("were dropped") } }
                try logs.log("later", level: 3, count: 1)
                _ = try await sink.records { $0.contains { $0.text == "later" } }
            }
            let records = try await sink.records { $0.contains { $0.text == "ending" } }
            let kept = records.filter { $0.text == "flood" }
            #expect(kept.count < count && !kept.isEmpty)
            // At least 80 bytes each: what a plugin may have waiting, its ring, and what was under way.
            #expect(kept.count < (2 << 20) / 80)
            #expect(kept.map(\.number) == Array(0..<kept.count) || kept.map(\.number) == kept.map(\.number).sorted())
            let dropped = records.compactMap { record -> Int? in
                guard record.text.contains("were dropped") else { return nil }
                return Int(record.text.prefix { $0.isNumber })
            }
            #expect(kept.count + dropped.reduce(0, +) == count)
            #expect(records.contains { $0.text == "later" })
        }

        @Test("A message of any length up to half of the ring arrives whole, a longer one is cut and says so")
        func longMessages() async throws {
            let sink = RecordSink()
            let options = Self.options(sink) { $0.logBytes = 1 << 16 }
            let long = String(repeating: "long ", count: 6000)
            let tooLong = String(repeating: "ü", count: 40_000)
            try await withPlugin(at: Self.path, options: options) { plugin in
                let logs = try plugin.client(LogsClient.self)
                try logs.log(long, level: 3, count: 1)
                _ = try await sink.records { $0.contains { $0.text == long } }
                try logs.log(tooLong, level: 3, count: 1)
            }
            let records = try await sink.records { $0.contains { $0.text == "ending" } }
            #expect(records.contains { $0.text == long && $0.metadata["plugin.missingBytes"] == nil })
            let cut = try #require(records.first { $0.text.hasPrefix("üü") })
            let missing = try #require(Int(cut.metadata["plugin.missingBytes"]?.description ?? ""))
            #expect(cut.text.utf8.count + missing == 80_000)
            #expect(cut.text.allSatisfy { $0 == "ü" } && cut.text.utf8.count > 32_000)
        }

        @Test("Without a log ring the records become lines of stderr, with their level")
        func withoutRing() async throws {
            let sink = RecordSink()
            let options = Self.options(sink) { $0.logBytes = 0 }
            try await withPlugin(at: Self.path, options: options) { plugin in
                try plugin.client(LogsClient.self).log("on stderr", level: 5, count: 1)
            }
            let records = try await sink.records { $0.contains { $0.text.contains("on stderr") } }
            let line = try #require(records.first { $0.text.contains("on stderr") })
            #expect(line.level == .error && line.text == "[ERROR] logs: on stderr number=0")
            #expect(line.metadata["plugin.stream"] == "stderr")
        }

        @Test("A size that a log ring cannot have is refused", arguments: [-1, 1, 4095, 5000, 1 << 25])
        func sizes(_ byteCount: Int) async {
            let options = Self.options(RecordSink()) { $0.logBytes = byteCount }
            await #expect(throws: OutboardError.self) {
                try await withPlugin(at: Self.path, options: options) { _ in }
            }
        }

        // MARK: Hostile plugins

        @Test("Bytes that the protocol forbids end the plugin", arguments: 0..<7)
        func attacks(_ kind: Int) async throws {
            let plugin = try await PluginHandle.start(at: Self.path, options: Self.options(RecordSink()))
            try? plugin.client(LogsClient.self).attack(kind)
            let fate = try await plugin.waitUntilEnded()
            #expect(fate.code == .violated, "\(fate.message)")
            #expect(fate.message.contains(kind < 5 ? "log" : "does not decode"), "\(fate.message)")
        }

        @Test("A count of dropped records is believed for a message, and for nothing else")
        func forgedCount() async throws {
            let sink = RecordSink()
            try await withPlugin(at: Self.path, options: Self.options(sink)) { plugin in
                let logs = try plugin.client(LogsClient.self)
                try logs.attack(7)
                let records = try await sink.records { $0.contains { $0.text.contains("were dropped") } }
                #expect(records.contains { $0.text.hasPrefix("\(UInt64.max) log records of plugin logger") })
                try logs.log("alive", level: 3, count: 1)
            }
            #expect(try await sink.records { $0.contains { $0.text == "alive" } }.contains { $0.text == "alive" })
        }

        // MARK: Output

        @Test("A handler of output gets every byte as it was written, however slow it is")
        func exactOutput() async throws {
            let got = Locked<[UInt8]>([])
            let sink = RecordSink()
            let options = Self.options(sink) {
                $0.outputHandler = { stream, bytes in
                    usleep(2000)
                    if stream == .stdout { got.withLock { $0 += bytes } }
                }
            }
            let bytes = (0..<100_003).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
            let times = 50
            try await withPlugin(at: Self.path, options: options) { plugin in
                try plugin.client(LogsClient.self).printBytes(bytes, times: times)
            }
            for _ in 0..<3000 where got.withLock({ $0.count }) < bytes.count * times {
                try await Task.sleep(for: .milliseconds(10))
            }
            let isExact = got.withLock { $0 == (0..<times).flatMap { _ in bytes } }
            #expect(isExact)
            #expect(!sink.records.contains { $0.metadata["plugin.stream"] != nil })
        }
    }
}
