internal import Logging
internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem

/// Turns a plugin's records into records of the host's logger, on the thread of the log handlers.
struct RecordLogger: Sendable {
    let logger: Logger
    /// Takes what does not decode.
    let violated: @Sendable (ProtocolViolation) -> Void

    /// Logs the records in frames.
    func log(_ frames: [UInt8]) {
        for record in LogConsumer.records(in: frames) {
            do throws(WireError) {
                log(try LogRecord(wireBytes: Array(record)))
            } catch {
                violated(ProtocolViolation("it logged a record that does not decode: \(error)"))
                return
            }
        }
    }

    private func log(_ record: LogRecord) {
        let level = Self.level(record.level)
        guard level >= logger.logLevel else { return }
        var metadata: Logger.Metadata = [:]
        for (name, value) in record.metadata { metadata[Self.name(name)] = Self.metadata(value) }
        metadata["plugin.label"] = .string(ForeignText.plain(record.label, limit: ForeignText.nameLength))
        metadata["plugin.time"] = .string(WallClock.text(nanoseconds: record.time))
        if record.missing > 0 { metadata["plugin.missingBytes"] = .stringConvertible(record.missing) }
        logger.log(
            level: level, "\(ForeignText.plain(record.message, limit: .max))", metadata: metadata,
            source: ForeignText.plain(record.source, limit: ForeignText.nameLength),
            file: ForeignText.plain(record.file, limit: ForeignText.nameLength),
            function: ForeignText.plain(record.function, limit: ForeignText.nameLength), line: UInt(record.line))
    }

    /// A level by its number, which was checked.
    static func level(_ number: UInt8) -> Logger.Level {
        switch number {
        case 0: .trace
        case 1: .debug
        case 2: .info
        case 3: .notice
        case 4: .warning
        case 5: .error
        default: .critical
        }
    }

    /// The number of a level.
    static func number(_ level: Logger.Level) -> UInt32 {
        switch level {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }

    /// A name of metadata: the host's own names begin with "plugin.", and the plugin gets none of these.
    private static func name(_ name: String) -> String {
        let plain = ForeignText.plain(name, limit: ForeignText.nameLength)
        // As bytes: what follows the point may join it to another character, and look the same.
        return plain.utf8.starts(with: "plugin.".utf8) ? "_" + plain : plain
    }

    private static func metadata(_ value: LogValue) -> Logger.MetadataValue {
        switch value {
        case .string(let text): .string(ForeignText.plain(text, limit: .max))
        case .array(let values): .array(values.map(metadata))
        case .dictionary(let values):
            .dictionary(
                Dictionary(
                    values.map { (ForeignText.plain($0.key, limit: ForeignText.nameLength), metadata($0.value)) }
                ) { first, _ in first })
        }
    }
}
