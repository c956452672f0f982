#if Macros
import OutboardMacros
import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros

/// The file that holds what the macros in another file generate, for builds without macros.
struct CheckedInExpansion {
    private let name: String
    private let source: SourceFileSyntax

    /// Why a file has no such companion.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads the source of a file with macros.
    init(name: String, source: String) {
        self.name = name
        self.source = Parser.parse(source: source)
    }

    /// The text of the companion: the expansions as the compiler gets them, in the order of their declarations.
    func text() throws -> String {
        let finder = MacroUseFinder(viewMode: .sourceAccurate)
        finder.walk(source)
        // Comments belong to an expansion, the line breaks before it do not.
        let expansions = try finder.uses.flatMap(expand).map { $0.description.drop(while: \.isNewline) }
        let imports = source.statements.map(\.item).filter(Self.isImport).flatMap(Self.withoutMacroCondition)
        return """
            // swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

            // What the macros in \(name) generate, for builds without macros. Do not edit: a test compares, and
            // OUTBOARD_UPDATE_GENERATED=1 swift test --filter CheckedInExpansionTests writes it anew.
            #if !Macros
            \(imports.map(\.trimmedDescription).joined(separator: "\n"))

            \(expansions.joined(separator: "\n\n"))
            #endif

            """
    }

    private func expand(_ use: MacroUseFinder.Use) throws -> [DeclSyntax] {
        let context = BasicMacroExpansionContext(lexicalContext: use.declaration.allMacroLexicalContexts())
        let expansion: [DeclSyntax]
        switch use.macro {
        case .pluginInterface:
            guard use.outerNames.isEmpty else {
                throw Failure(description: "move '\(use.name)' to the top of \(name): its client belongs next to it")
            }
            expansion = try PluginInterfaceMacro.expansion(
                of: use.attribute,
                providingPeersOf: use.declaration,
                in: context
            )
        case .wireValue:
            expansion = try WireValueMacro.expansion(
                of: use.attribute,
                attachedTo: use.declaration,
                providingExtensionsOf: TypeSyntax("\(raw: (use.outerNames + [use.name]).joined(separator: "."))"),
                conformingTo: ["WireValue"],
                in: context
            ).map(DeclSyntax.init)
        }
        if let diagnostic = context.diagnostics.first { throw Failure(description: diagnostic.message) }
        return expansion
    }

    /// What a file imports for its macros alone, behind `#if Macros`, the companion imports for their expansions.
    private static func withoutMacroCondition(_ item: CodeBlockItemSyntax.Item) -> [CodeBlockItemSyntax.Item] {
        guard let clause = item.as(IfConfigDeclSyntax.self)?.clauses.first,
            clause.condition?.trimmedDescription == "Macros"
        else { return [item] }
        return clause.elements?.as(CodeBlockItemListSyntax.self)?.map(\.item) ?? []
    }

    private static func isImport(_ item: CodeBlockItemSyntax.Item) -> Bool {
        guard let conditional = item.as(IfConfigDeclSyntax.self) else { return item.is(ImportDeclSyntax.self) }
        return conditional.clauses.allSatisfy { clause in
            guard let statements = clause.elements?.as(CodeBlockItemListSyntax.self) else { return false }
            return statements.map(\.item).allSatisfy(isImport)
        }
    }
}
#endif
