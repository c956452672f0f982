#if Macros
import SwiftDiagnostics
import SwiftParser
import SwiftSyntax

/// The arguments of `@PluginInterface`.
struct InterfaceArguments {
    /// The interface's name, where it is not the protocol's.
    private(set) var name: String?
    /// The version, as an expression.
    private(set) var version = "\"1.0\""
    /// The types of the errors that the plugin throws, as an expression; `nil` when there are none.
    private(set) var errors: String?

    /// Reads the arguments, and says which of them would fail when the program runs.
    init(_ attribute: AttributeSyntax, diagnostics: inout [Diagnostic]) {
        guard let arguments = attribute.arguments?.as(LabeledExprListSyntax.self) else { return }
        for argument in arguments {
            let expression = argument.expression
            switch argument.label?.text {
            case "name" where !expression.is(NilLiteralExprSyntax.self):
                name = expression.as(StringLiteralExprSyntax.self)?.representedLiteralValue
                if name?.isEmpty ?? true { diagnostics.append(MacroDiagnostic.interfaceName().at(expression)) }
            case "version":
                version = expression.trimmedDescription
                guard let literal = expression.as(StringLiteralExprSyntax.self) else { continue }
                if Self.isVersion(literal) { continue }
                diagnostics.append(MacroDiagnostic.interfaceVersion(version).at(literal))
            case "errors":
                let text = expression.trimmedDescription
                errors = expression.as(ArrayExprSyntax.self)?.elements.isEmpty == true ? nil : text
            default:
                continue
            }
        }
    }

    private static func isVersion(_ literal: StringLiteralExprSyntax) -> Bool {
        guard let text = literal.representedLiteralValue else { return false }
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(numbers.count)
            && numbers.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } && UInt16($0) != nil }
    }
}
#endif
