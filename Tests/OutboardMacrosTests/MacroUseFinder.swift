#if Macros
import SwiftSyntax

/// Finds the declarations of a file with `@PluginInterface` or `@WireValue`, bare or behind `#if`.
final class MacroUseFinder: SyntaxVisitor {
    enum Macro: String {
        case pluginInterface = "PluginInterface"
        case wireValue = "WireValue"
    }

    /// One declaration with one of the macros.
    struct Use {
        let macro: Macro
        let attribute: AttributeSyntax
        let declaration: any DeclGroupSyntax
        let name: String
        /// The types around the declaration, from the outside in.
        let outerNames: [String]
    }

    private(set) var uses: [Use] = []
    private var outerNames: [String] = []

    override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
        enter(node, node.extendedType.trimmedDescription)
    }

    override func visitPost(_ node: StructDeclSyntax) { outerNames.removeLast() }
    override func visitPost(_ node: EnumDeclSyntax) { outerNames.removeLast() }
    override func visitPost(_ node: ClassDeclSyntax) { outerNames.removeLast() }
    override func visitPost(_ node: ActorDeclSyntax) { outerNames.removeLast() }
    override func visitPost(_ node: ProtocolDeclSyntax) { outerNames.removeLast() }
    override func visitPost(_ node: ExtensionDeclSyntax) { outerNames.removeLast() }

    private func enter(_ node: some DeclGroupSyntax, _ name: String) -> SyntaxVisitorContinueKind {
        for attribute in Self.attributes(in: node.attributes) {
            guard let macro = Macro(rawValue: attribute.attributeName.trimmedDescription) else { continue }
            uses.append(
                Use(macro: macro, attribute: attribute, declaration: node, name: name, outerNames: outerNames)
            )
        }
        outerNames.append(name)
        return .visitChildren
    }

    private static func attributes(in list: AttributeListSyntax) -> [AttributeSyntax] {
        list.flatMap { element in
            switch element {
            case .attribute(let attribute):
                return [attribute]
            case .ifConfigDecl(let conditional):
                return conditional.clauses.flatMap { clause in
                    clause.elements?.as(AttributeListSyntax.self).map(attributes(in:)) ?? []
                }
            }
        }
    }
}
#endif
