#if Macros
import SwiftDiagnostics
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Expands `@WireValue`: the conformance of a struct or an enum, written out member by member.
package struct WireValueMacro: ExtensionMacro {
    /// The expansion is written as it should be read; the compiler's formatter is not needed.
    package static var formatMode: FormatMode { .disabled }

    /// The extension, or nothing where the type cannot be a wire value; then diagnostics say why.
    package static func expansion(
        of node: AttributeSyntax,
        attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol,
        conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        var diagnostics: [Diagnostic] = []
        let value = WireValueDeclaration(
            DeclSyntax(declaration),
            type: TypeSyntax(type),
            attribute: node,
            lexicalContext: context.lexicalContext,
            diagnostics: &diagnostics
        )
        diagnostics.forEach(context.diagnose)
        guard let value else { return [] }

        var lines = SourceLines()
        // A type that already says so gets the members alone.
        let conformance = protocols.isEmpty ? "" : ": WireValue"
        lines.block("extension \(value.name)\(conformance) {") { lines in
            switch value.layout {
            case .structure(let fields): StructureExpansion(value, fields).write(to: &lines)
            case .enumeration(let cases): EnumerationExpansion(value, cases).write(to: &lines)
            }
        }
        return [try ExtensionDeclSyntax("\(raw: lines.text)")]
    }
}
#endif
