#if Macros
import SwiftSyntax

extension DeclSyntax {
    /// What a diagnostic calls a declaration: its name, and its kind after an article.
    var nameAndKind: (name: String, kind: String) {
        let name = asProtocol((any NamedDeclSyntax).self)?.name.text
        switch self.as(DeclSyntaxEnum.self) {
        case .structDecl: return (name ?? "", "a struct")
        case .classDecl: return (name ?? "", "a class")
        case .actorDecl: return (name ?? "", "an actor")
        case .enumDecl: return (name ?? "", "an enum")
        case .protocolDecl: return (name ?? "", "a protocol")
        case .functionDecl: return (name ?? "", "a function")
        case .typeAliasDecl: return (name ?? "", "a type alias")
        case .extensionDecl(let type): return (type.extendedType.trimmedDescription, "an extension")
        case .variableDecl(let variable):
            return (variable.bindings.first?.pattern.trimmedDescription ?? "", "a variable")
        default: return (name ?? "this", "another declaration")
        }
    }
}
#endif
