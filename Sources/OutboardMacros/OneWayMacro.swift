#if Macros
import SwiftDiagnostics
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Expands `@OneWay` to nothing: `@PluginInterface` reads it.
package struct OneWayMacro: PeerMacro {
    /// Nothing, and a diagnostic where nobody reads the mark.
    package static func expansion(
        of node: AttributeSyntax,
        providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        let isMethod = declaration.is(FunctionDeclSyntax.self)
        let isRead = context.lexicalContext.first?.as(ProtocolDeclSyntax.self)?.attributes.isInterface == true
        if !isMethod || !isRead {
            let name = DeclSyntax(declaration).nameAndKind.name
            context.diagnose(MacroDiagnostic.misplacedOneWay(name).at(node))
        }
        return []
    }
}
#endif
