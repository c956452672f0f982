internal import Glibc
public import Logging
internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem

/// A log handler of swift-log that sends records to the host's logger.
///
/// Every `Logger` of a plugin has one, unless the plugin sets up swift-log differently: see
/// ``Plugin/bootstrapLogging()``. Records travel through shared memory with level, message, metadata, label, source,
/// file, function, line and time. Logging never waits: records that come faster than the host takes them are dropped,
/// and the host logs how many. One that takes more than half of the ring, 128 KiB by default, is cut.
///
/// Can be copied and used from any thread. In a process that no host has started, and where the host has no log ring,
/// records become lines of stderr.
public struct HostLogHandler: LogHandler {
    /// Metadata of all records.
    public var metadata: Logger.Metadata = [:]
    /// Adds metadata to each record.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let writer: LogWriter?
    /// Where the host says what it wants; here as well, so that a record that nobody wants costs one load.
    private let host: LogControl?
    /// What was set here; the host's level holds as well.
    private var ownLevel: UInt32 = 0

    /// Creates a handler.
    ///
    /// - Parameters:
    ///   - label: That of the logger; reaches the host with each record.
    ///   - metadataProvider: Adds metadata to each record.
    public init(label: String, metadataProvider: Logger.MetadataProvider? = nil) {
        self.label = label
        self.metadataProvider = metadataProvider
        self.writer = LogWriter.shared.withLock { $0 }
        self.host = writer?.host
    }

    /// The higher one of the level that was set here and the one that the host wants at the moment.
    ///
    /// One load of memory that the host writes only to change it. Without a host, `info` at least.
    public var logLevel: Logger.Level {
        get { LevelNumber.level(max(ownLevel, host?.level ?? LevelNumber.number(.info))) }
        set { ownLevel = LevelNumber.number(newValue) }
    }

    /// Metadata of all records, by name.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Sends a record.
    public func log(event: LogEvent) {
        guard let writer else {
            printLine(event)
            return
        }
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        writer.write(
            LogRecord(
                level: UInt8(truncatingIfNeeded: LevelNumber.number(event.level)),
                time: Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec), label: label, source: event.source,
                file: event.file, function: event.function, line: UInt32(clamping: event.line),
                message: event.message.description, metadata: allMetadata(event)))
    }

    /// The metadata of the handler, the provider and the record, of which later ones win, and the error.
    private func allMetadata(_ event: LogEvent) -> [String: LogValue] {
        var all: [String: LogValue] = [:]
        func add(_ metadata: Logger.Metadata?) {
            for (name, value) in metadata ?? [:] {
                all[LogRecord.prefix(of: name, byteCount: LogValue.maximumNameBytes)] = LogValue(value, depth: 0)
            }
        }
        if !metadata.isEmpty { add(metadata) }
        if let metadataProvider { add(metadataProvider.get()) }
        if let error = event.error { all["error"] = .string(String(describing: error)) }
        if let own = event.metadata { add(own) }
        return all
    }

    /// Prints a line with the mark by which a host tells its level.
    private func printLine(_ event: LogEvent) {
        let level = event.level.rawValue.uppercased()
        let metadata = allMetadata(event).map { " \($0.key)=\($0.value.text)" }.sorted().joined()
        var bytes = Array("[\(level)] \(label): \(event.message)\(metadata)\n".utf8)
        _ = unsafe write(STDERR_FILENO, &bytes, bytes.count)
    }
}
