#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// What can be wrong with a struct or an enum apart from what it holds.
struct WireValueCheck {
    private let declaration: any NamedDeclSyntax & WithModifiersSyntax & WithGenericParametersSyntax & DeclGroupSyntax
    private let lexicalContext: [Syntax]
    private let inherited: InheritanceClauseSyntax?

    init(
        _ declaration: any NamedDeclSyntax & WithModifiersSyntax & WithGenericParametersSyntax & DeclGroupSyntax,
        _ lexicalContext: [Syntax],
        inherited: InheritanceClauseSyntax?
    ) {
        self.declaration = declaration
        self.lexicalContext = lexicalContext
        self.inherited = inherited
    }

    /// Adds what is wrong.
    func run(_ diagnostics: inout [Diagnostic]) {
        let name = declaration.name.text
        if let clause = declaration.genericParameterClause {
            diagnostics.append(MacroDiagnostic.genericValue(name).at(clause))
        } else if lexicalContext.contains(where: Self.isGeneric) {
            diagnostics.append(MacroDiagnostic.genericValue(name).at(declaration.name))
        }
        if let type = inherited?.inheritedTypes.map(\.type).first(where: { $0.is(SuppressedTypeSyntax.self) }) {
            diagnostics.append(MacroDiagnostic.noncopyable(name, type.trimmedDescription).at(type))
        }
        let isPrivate = declaration.modifiers.first { $0.name.tokenKind == .keyword(.private) }
        if let isPrivate, !lexicalContext.isEmpty {
            diagnostics.append(MacroDiagnostic.privateNested(name).at(isPrivate))
        }
        for conditional in declaration.memberBlock.members.compactMap({ $0.decl.as(IfConfigDeclSyntax.self) })
        where Self.holdsLayout(conditional) {
            diagnostics.append(MacroDiagnostic.conditionalMember(name).at(conditional))
        }
    }

    private static func isGeneric(_ outer: Syntax) -> Bool {
        guard let outer = outer.asProtocol((any WithGenericParametersSyntax).self) else { return false }
        return outer.genericParameterClause != nil
    }

    /// Whether a condition decides about what is sent, and not only about methods.
    private static func holdsLayout(_ conditional: IfConfigDeclSyntax) -> Bool {
        conditional.clauses.contains { clause in
            guard case .decls(let members)? = clause.elements else { return false }
            return members.contains { member in
                if let inner = member.decl.as(IfConfigDeclSyntax.self) { return holdsLayout(inner) }
                if let variable = member.decl.as(VariableDeclSyntax.self) { return variable.holdsStorage }
                return member.decl.is(EnumCaseDeclSyntax.self)
            }
        }
    }
}
#endif
