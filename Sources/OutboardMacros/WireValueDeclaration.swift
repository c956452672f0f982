#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// A type with `@WireValue`, as far as the generated code needs to know it.
struct WireValueDeclaration {
    /// What travels, in this order.
    enum Layout {
        case structure([StructureField])
        case enumeration([EnumerationCase])
    }

    /// The type's name with those of the types around it: `Directory.Entry`.
    let name: String
    let access: AccessLevel
    let layout: Layout

    /// Whether the type lies in another one.
    ///
    /// An extension of it then does not see the names that it sees, the types next to it among them; so generated code
    /// leaves the types of its members to inference.
    var isNested: Bool { name.contains(".") }

    /// The name in layouts and messages, as a string literal.
    var schemaName: String { name.filter { $0 != "`" }.asStringLiteral }

    /// Reads a type, or says all that is wrong with it.
    init?(
        _ declaration: DeclSyntax,
        type: TypeSyntax,
        attribute: AttributeSyntax,
        lexicalContext: [Syntax],
        diagnostics: inout [Diagnostic]
    ) {
        let before = diagnostics.count
        name = type.trimmedDescription
        let modifiers: DeclModifierListSyntax
        switch declaration.as(DeclSyntaxEnum.self) {
        case .structDecl(let structure):
            modifiers = structure.modifiers
            WireValueCheck(structure, lexicalContext, inherited: structure.inheritanceClause).run(&diagnostics)
            layout = .structure(StructureField.all(in: structure.memberBlock, diagnostics: &diagnostics))
        case .enumDecl(let enumeration):
            modifiers = enumeration.modifiers
            WireValueCheck(enumeration, lexicalContext, inherited: enumeration.inheritanceClause).run(&diagnostics)
            let isIndirect = enumeration.modifiers.first { $0.name.text == "indirect" }
            if let isIndirect { diagnostics.append(MacroDiagnostic.indirect(enumeration.name.text).at(isIndirect)) }
            layout = .enumeration(EnumerationCase.all(in: enumeration.memberBlock, diagnostics: &diagnostics))
        default:
            let (name, kind) = declaration.nameAndKind
            diagnostics.append(MacroDiagnostic.notAValue(name, kind: kind).at(attribute))
            return nil
        }
        access = AccessLevel(modifiers: modifiers, lexicalContext: lexicalContext)
        guard diagnostics.count == before else { return nil }
    }
}
#endif
