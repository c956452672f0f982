#if Macros
import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacros

/// The arguments of `@PluginManifest`, all of them literals: a macro knows no values.
struct ManifestArguments {
    // OUTBOARD_NOTE_BYTES_MAX in COutboard's note.h.
    private static let maximumByteCount = 16384

    private(set) var name: String
    private(set) var version = ""
    private(set) var interfaces: [String] = []
    private(set) var capabilities: [String] = []

    /// Reads the arguments; nil when one of them is wrong, which diagnostics say then.
    init?(_ attribute: AttributeSyntax, typeName: String, in context: some MacroExpansionContext) {
        name = typeName
        var mistakes: [Diagnostic] = []
        for argument in attribute.arguments?.as(LabeledExprListSyntax.self) ?? [] {
            let expression = argument.expression
            switch argument.label?.text {
            case "name" where !expression.is(NilLiteralExprSyntax.self):
                guard let text = Self.text(expression), !text.isEmpty else {
                    mistakes.append(MacroDiagnostic.manifestName().at(expression))
                    continue
                }
                name = text
            case "version":
                guard let text = Self.text(expression), Self.isVersion(text) else {
                    mistakes.append(MacroDiagnostic.manifestVersion(expression.trimmedDescription).at(expression))
                    continue
                }
                version = text
            case "interfaces":
                interfaces = Self.list(expression, &mistakes, Self.isInterface, MacroDiagnostic.manifestInterface)
            case "capabilities":
                capabilities = Self.list(expression, &mistakes, { !$0.isEmpty }, MacroDiagnostic.manifestCapability)
            default:
                continue
            }
        }
        if mistakes.isEmpty, text.utf8.count > Self.maximumByteCount {
            mistakes.append(MacroDiagnostic.manifestSize(text.utf8.count, Self.maximumByteCount).at(attribute))
        }
        mistakes.forEach(context.diagnose)
        if !mistakes.isEmpty { return nil }
    }

    /// The lines of the note, as docs/abi.md has them.
    var text: String {
        let lines =
            ["name \(name)", "version \(version)"] + interfaces.map { "interface \($0)" }
            + capabilities.map { "capability \($0)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The value of a literal without control characters.
    private static func text(_ expression: ExprSyntax) -> String? {
        let text = expression.as(StringLiteralExprSyntax.self)?.representedLiteralValue
        return text.flatMap { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } ? $0 : nil }
    }

    private static func list(
        _ expression: ExprSyntax, _ mistakes: inout [Diagnostic], _ isRight: (String) -> Bool,
        _ mistake: (String) -> MacroDiagnostic
    ) -> [String] {
        guard let elements = expression.as(ArrayExprSyntax.self)?.elements else {
            mistakes.append(mistake(expression.trimmedDescription).at(expression))
            return []
        }
        return elements.compactMap { element in
            guard let text = text(element.expression), isRight(text) else {
                mistakes.append(mistake(element.expression.trimmedDescription).at(element.expression))
                return nil
            }
            return text
        }
    }

    /// Whether it is a semantic version, as `PluginVersion` of OutboardCore reads it.
    private static func isVersion(_ text: String) -> Bool {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let identifiers = parts.dropFirst().flatMap { $0.split(separator: ".", omittingEmptySubsequences: false) }
        return numbers.count == 3
            && numbers.allSatisfy { isNumber($0) && Int32($0) != nil && ($0 == "0" || !$0.hasPrefix("0")) }
            && identifiers.allSatisfy {
                !$0.isEmpty && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
    }

    /// Whether it is a name and a version, such as `Greeter 1.2`.
    private static func isInterface(_ text: String) -> Bool {
        guard let space = text.lastIndex(of: " "), space > text.startIndex else { return false }
        let numbers = text[text.index(after: space)...].split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(numbers.count) && numbers.allSatisfy { isNumber($0) && UInt16($0) != nil }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { ("0"..."9").contains($0) }
    }
}
#endif
