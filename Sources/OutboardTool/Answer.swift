import ArgumentParser
import FoundationEssentials
import Glibc

/// How a command ends that does not just end well.
enum Answer {
    /// The answer is no: exit status 1.
    static func no(_ text: String) -> ExitCode { say(text, ExitCode(1)) }

    /// A file cannot be read or written: exit status 2.
    static func unreadable(_ text: String) -> ExitCode { say(text, ExitCode(2)) }

    private static func say(_ text: String, _ status: ExitCode) -> ExitCode {
        // In one piece, so that nothing else gets in between.
        let line = Array("outboard: \(text)\n".utf8)
        _ = unsafe write(STDERR_FILENO, line, line.count)
        return status
    }

    /// Prints a value as JSON, over several lines and with sorted keys.
    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
