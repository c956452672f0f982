#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A mark of a method, which expands to nothing: `@PluginInterface` reads it.
enum RequirementMark: String {
    case oneWay = "OneWay"
    case idempotent = "Idempotent"

    /// How it may be written.
    var names: [String] { [rawValue, "OutboardCore.\(rawValue)"] }

    /// Says that it is in the wrong place where nobody reads it.
    func check(
        _ node: AttributeSyntax, on declaration: some DeclSyntaxProtocol, in context: some MacroExpansionContext
    ) {
        let isMethod = declaration.is(FunctionDeclSyntax.self)
        let isRead = context.lexicalContext.first?.as(ProtocolDeclSyntax.self)?.attributes.isInterface == true
        if !isMethod || !isRead {
            let name = DeclSyntax(declaration).nameAndKind.name
            context.diagnose(MacroDiagnostic.misplacedMark(self, name).at(node))
        }
    }
}
#endif
