#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

/// What can be wrong with a protocol's own head: what it inherits, and what it is bound to.
struct InheritanceCheck {
    private let declaration: ProtocolDeclSyntax

    init(_ declaration: ProtocolDeclSyntax) {
        self.declaration = declaration
    }

    /// Adds what is wrong, each with its fix.
    func run(_ diagnostics: inout [Diagnostic]) {
        let name = declaration.name.text
        let inherited = declaration.inheritanceClause?.inheritedTypes.flatMap { Self.parts(of: $0.type) } ?? []
        for type in inherited where Self.classBound.contains(type.trimmedDescription) {
            diagnostics.append(MacroDiagnostic.classBound(name, by: type.trimmedDescription).at(type))
        }
        if !inherited.contains(where: { Self.sendable.contains($0.trimmedDescription) }) {
            let fix = MacroFixIt.replace(declaration, with: sendable, "inherit Sendable")
            diagnostics.append(MacroDiagnostic.notSendable(name).at(declaration.name, fixIt: fix))
        }
        if let clause = declaration.genericWhereClause {
            diagnostics.append(MacroDiagnostic.constrained(name).at(clause))
        }
        if let actor = declaration.attributes.globalActor {
            diagnostics.append(MacroDiagnostic.globalActor(name, actor.name).at(actor.attribute))
        }
    }

    /// The types that a class or an actor alone can conform to.
    private static let classBound: Set<String> = ["AnyObject", "AnyActor", "Actor", "DistributedActor"]
    private static let sendable: Set<String> = ["Sendable", "Swift.Sendable", "Actor", "AnyActor", "DistributedActor"]

    /// `A & B` inherits both.
    private static func parts(of type: TypeSyntax) -> [TypeSyntax] {
        type.as(CompositionTypeSyntax.self)?.elements.map(\.type) ?? [type]
    }

    /// The protocol with Sendable added to what it inherits.
    private var sendable: ProtocolDeclSyntax {
        var fixed = declaration
        let added = InheritedTypeSyntax(type: TypeSyntax("Sendable"), trailingTrivia: .space)
        if var clause = declaration.inheritanceClause, let last = clause.inheritedTypes.indices.last {
            clause.inheritedTypes[last].type.trailingTrivia = []
            clause.inheritedTypes[last].trailingComma = .commaToken(trailingTrivia: .space)
            clause.inheritedTypes.append(added)
            fixed.inheritanceClause = clause
        } else {
            fixed.name.trailingTrivia = []
            fixed.primaryAssociatedTypeClause?.trailingTrivia = []
            fixed.inheritanceClause = InheritanceClauseSyntax(
                colon: .colonToken(trailingTrivia: .space), inheritedTypes: [added]
            )
        }
        return fixed
    }
}
#endif
