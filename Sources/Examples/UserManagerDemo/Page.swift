import Foundation
import SystemPackage

/// What the demo prints: headings, and lines of a label and a text.
struct Page {
    private let isBold = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    /// Starts a part.
    func heading(_ text: String) throws {
        try say(isBold ? "\n\u{1B}[1m\(text)\u{1B}[0m\n" : "\n\(text)\n")
    }

    /// Adds a label and what belongs to it; further lines of that are indented like the first.
    func line(_ label: String, _ text: String, width: Int = 10) throws {
        let indentation = "\n" + String(repeating: " ", count: width + 4)
        let lines = text.split(separator: "\n").joined(separator: indentation)
        try say("  \(label.padded(to: width))  \(lines)\n")
    }

    /// Adds a line as it is.
    func line(_ text: String) throws {
        try say(text.isEmpty ? "\n" : "  \(text)\n")
    }

    private func say(_ text: String) throws {
        try FileDescriptor.standardOutput.say(text)
    }
}
