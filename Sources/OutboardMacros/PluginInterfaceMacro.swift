#if Macros
import SwiftDiagnostics
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Expands `@PluginInterface`: next to a protocol, the client with which a host calls it and the dispatcher with which
/// a plugin serves it.
package struct PluginInterfaceMacro: PeerMacro {
    /// The expansion is written as it should be read; the compiler's formatter is not needed.
    package static var formatMode: FormatMode { .disabled }

    /// The client and the dispatcher, or nothing where the protocol is not an interface; then diagnostics say why.
    package static func expansion(
        of node: AttributeSyntax,
        providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let declaration = declaration.as(ProtocolDeclSyntax.self) else {
            let (name, kind) = DeclSyntax(declaration).nameAndKind
            context.diagnose(MacroDiagnostic.notAProtocol(name, kind: kind).at(node))
            return []
        }
        var diagnostics: [Diagnostic] = []
        let interface = InterfaceDeclaration(
            declaration,
            attribute: node,
            lexicalContext: context.lexicalContext,
            diagnostics: &diagnostics
        )
        diagnostics.forEach(context.diagnose)
        guard let interface else { return [] }
        return [
            DeclSyntax("\(raw: ClientExpansion(interface).text)"),
            DeclSyntax("\(raw: DispatcherExpansion(interface).text)"),
        ]
    }
}
#endif
