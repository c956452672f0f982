#if Macros
import SwiftSyntax

extension MacroDiagnostic {
    /// What is wrong with a member of a protocol that is not a method; `nil` for one that requires nothing.
    static func otherRequirement(_ declaration: DeclSyntax) -> MacroDiagnostic? {
        switch declaration.as(DeclSyntaxEnum.self) {
        case .variableDecl(let variable):
            let binding = variable.bindings.first
            let name = binding?.pattern.trimmedDescription ?? ""
            let type = binding?.typeAnnotation.map { " -> \($0.type.trimmedDescription)" } ?? ""
            return notAMethod("property '\(name)'", fix: "write 'func \(name)() throws\(type)'")
        case .subscriptDecl:
            return notAMethod("a subscript", fix: "write a method such as 'func value(at: Int) throws -> Value'")
        case .initializerDecl:
            return notAMethod("an initializer", fix: "remove it; the plugin creates the implementation itself")
        case .associatedTypeDecl(let type):
            return notAMethod("associated type '\(type.name.text)'", fix: "remove it and use concrete types")
        case .ifConfigDecl:
            return conditional()
        case .typeAliasDecl:
            return nil
        default:
            return notAMethod("this declaration", fix: "move it out of the protocol")
        }
    }
}
#endif
