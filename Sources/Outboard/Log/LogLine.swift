internal import Logging

/// One line of a plugin's output on its way to the host's logger.
struct LogLine: Sendable {
    var stream: PluginStream
    var text: String

    /// The level that the line itself claims with a mark such as `[WARN]`, that of a crash for the message of a Swift
    /// trap, and otherwise the level of the stream.
    var level: Logger.Level {
        // Bytes and not characters: a line can be one character of thousands of marks, which takes long to compare.
        for (mark, level) in Self.marks where text.utf8.starts(with: mark.utf8) { return level }
        if stream == .stderr, text.contains("Fatal error:") { return .critical }
        return stream == .stdout ? .info : .warning
    }

    private static let marks: [(String, Logger.Level)] = [
        ("[TRACE]", .trace), ("[DEBUG]", .debug), ("[INFO]", .info), ("[NOTICE]", .notice), ("[WARN", .warning),
        ("[ERROR]", .error), ("[CRITICAL]", .critical),
    ]
}
