#if Macros
package import SwiftSyntax
package import SwiftSyntaxMacros

/// Expands `@Idempotent` to nothing: `@PluginInterface` reads it.
package struct IdempotentMacro: PeerMacro {
    /// Nothing, and a diagnostic where nobody reads the mark.
    package static func expansion(
        of node: AttributeSyntax,
        providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        RequirementMark.idempotent.check(node, on: declaration, in: context)
        return []
    }
}
#endif
