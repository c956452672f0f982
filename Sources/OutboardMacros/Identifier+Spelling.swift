#if Macros
import SwiftParser
import SwiftSyntax

extension TokenSyntax {
    /// The name an identifier stands for, without the backticks it may be written in.
    var plainName: String { text.withoutBackticks }
}

extension String {
    /// The name without the backticks it may be written in.
    var withoutBackticks: String {
        count > 2 && hasPrefix("`") && hasSuffix("`") ? String(dropFirst().dropLast()) : self
    }

    /// The name as it can be declared and used as a variable: in backticks where Swift would read something else.
    var asVariable: String {
        Self.readAsOperators.contains(self) || !isValidSwiftIdentifier(for: .variableName) ? "`\(self)`" : self
    }

    /// The name as an argument label in a call, where only three keywords need their backticks.
    var asArgumentLabel: String {
        let isPlain = allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        return isPlain && !["inout", "let", "var"].contains(self) ? self : "`\(self)`"
    }

    /// The text as a Swift string literal.
    ///
    /// Names hold no backslash and no line break, but a raw identifier may hold quotes.
    var asStringLiteral: String {
        "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }

    /// Identifiers that begin a different expression when a `.` or another name follows them.
    private static let readAsOperators: Set<String> = [
        "any", "async", "await", "borrow", "consume", "copy", "discard", "each", "some", "then", "unsafe", "yield",
    ]
}
#endif
