import Glibc
import Logging
import OutboardSystem
import Synchronization

/// A log handler that keeps whole records.
final class RecordSink: Sendable {
    struct Record: Sendable {
        var level: Logger.Level
        var text: String
        var metadata: Logger.Metadata
        var source: String
        var file: String
        var function: String
        var line: UInt

        /// The metadata "number".
        var number: Int { Int(metadata["number"]?.description ?? "") ?? -1 }
        var label: String { metadata["plugin.label"]?.description ?? "" }
    }

    private let kept = Locked<[Record]>([])
    /// Whether handlers wait.
    let isStuck = Atomic<Bool>(false)
    /// How long a handler takes for each record, in microseconds.
    let delay = Atomic<UInt32>(0)

    /// A logger that logs here.
    func logger(_ level: Logger.Level = .trace) -> Logger {
        Logger(label: "sink") { _ in
            var handler = Handler(sink: self)
            handler.logLevel = level
            return handler
        }
    }

    /// What was logged so far.
    var records: [Record] { kept.withLock { $0 } }

    /// Waits until the records fulfil a condition, and returns them, also when they do not in time.
    func records(until isEnough: ([Record]) -> Bool) async throws -> [Record] {
        for _ in 0..<3000 {
            let records = self.records
            if isEnough(records) { return records }
            try await Task.sleep(for: .milliseconds(10))
        }
        return records
    }

    struct Handler: LogHandler {
        let sink: RecordSink
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        init(sink: RecordSink) {
            self.sink = sink
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            while sink.isStuck.load(ordering: .relaxed) { usleep(1000) }
            let delay = sink.delay.load(ordering: .relaxed)
            if delay > 0 { usleep(delay) }
            let record = Record(
                level: event.level, text: event.message.description,
                metadata: metadata.merging(event.metadata ?? [:]) { $1 }, source: event.source, file: event.file,
                function: event.function, line: event.line)
            sink.kept.withLock { $0.append(record) }
        }
    }
}
