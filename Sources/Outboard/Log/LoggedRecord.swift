internal import Logging
internal import OutboardCore

/// A record that a plugin logged, as a ``CrashReport`` shows it.
///
/// The plugin's own words, made fit for messages and bounded.
public struct LoggedRecord: Sendable, Codable, Hashable {
    /// The level, as swift-log names it: "warning".
    public let level: String
    /// When it was logged, in seconds since 1970, by the plugin's own word.
    public let time: Double
    /// The label of the plugin's logger.
    public let label: String
    /// The message; at most 2,000 characters of it.
    public let message: String
    /// The metadata, of which nested values are spelled on one line; at most 32 values of 256 characters.
    public let metadata: [String: String]

    /// Reads a record that was taken from a log ring, if it is one.
    init?(_ bytes: [UInt8]) {
        guard let record = try? LogRecord(wireBytes: bytes) else { return nil }
        level = RecordLogger.level(record.level).rawValue
        time = Double(record.time) / 1e9
        label = ForeignText.plain(record.label, limit: ForeignText.nameLength)
        message = ForeignText.plain(record.message, limit: 2000)
        let shown = record.metadata.sorted { $0.key < $1.key }.prefix(32)
        let pairs = shown.map {
            (ForeignText.plain($0.key, limit: ForeignText.nameLength), ForeignText.plain($0.value.text, limit: 256))
        }
        metadata = Dictionary(pairs) { first, _ in first }
    }
}
