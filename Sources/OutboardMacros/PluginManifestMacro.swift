#if Macros
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Expands `@PluginManifest`: the manifest as a value, and as an ELF note that can be read without running the program.
package struct PluginManifestMacro: MemberMacro {
    /// The expansion is written as it should be read; the compiler's formatter is not needed.
    package static var formatMode: FormatMode { .disabled }

    /// Both members, or nothing where something is wrong; then diagnostics say what.
    package static func expansion(
        of node: AttributeSyntax,
        providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        let (typeName, kind) = DeclSyntax(declaration).nameAndKind
        guard
            declaration.is(StructDeclSyntax.self) || declaration.is(EnumDeclSyntax.self)
                || declaration.is(ClassDeclSyntax.self)
        else {
            context.diagnose(MacroDiagnostic.manifestPlace(typeName, kind: kind).at(node))
            return []
        }
        guard let arguments = ManifestArguments(node, typeName: typeName, in: context) else { return [] }
        let access = AccessLevel(modifiers: declaration.modifiers, lexicalContext: context.lexicalContext).ofMember
        let words = NoteWords(arguments.text).words
        let types = Array(repeating: "UInt32", count: words.count).joined(separator: ", ")
        let values = words.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
        return [
            """
            /// What the host library and `outboard inspect` read from the program's file.
            @section(".note.outboard") @used
            nonisolated private static let outboardNote: (\(raw: types)) =
                (\(raw: values))
            """,
            """
            \(raw: access)nonisolated static let manifest: PluginManifest? = PluginManifest(
                name: \(literal: arguments.name), version: \(literal: arguments.version),
                interfaces: [\(raw: arguments.interfaces.map(\.debugDescription).joined(separator: ", "))],
                capabilities: [\(raw: arguments.capabilities.map(\.debugDescription).joined(separator: ", "))])
            """,
        ]
    }
}
#endif
