#if Macros
import SwiftSyntax

extension AttributeListSyntax {
    /// The text of the attributes with these names, in the order in which they are written.
    func named(_ names: String...) -> [String] {
        attributes.filter { names.contains($0.attributeName.trimmedDescription) }.map(\.trimmedDescription)
    }

    /// The attribute that marks a method.
    func mark(_ mark: RequirementMark) -> AttributeSyntax? {
        (attributes + attributesOfMacros).first { mark.names.contains($0.attributeName.trimmedDescription) }
    }

    /// Whether they make a protocol an interface.
    var isInterface: Bool {
        (attributes + attributesOfMacros).contains {
            ["PluginInterface", "OutboardCore.PluginInterface"].contains($0.attributeName.trimmedDescription)
        }
    }

    /// The attribute that binds a declaration to a global actor.
    ///
    /// A macro cannot look up what an attribute is; by convention the names of global actors end in `Actor`.
    var globalActor: (attribute: AttributeSyntax, name: String)? {
        attributes.lazy
            .map { ($0, $0.attributeName.trimmedDescription) }
            .first { $0.1.hasSuffix("Actor") }
    }

    private var attributes: [AttributeSyntax] {
        compactMap { $0.as(AttributeSyntax.self) }
    }

    /// The attributes behind `#if Macros`, in sources that are also built without macros.
    private var attributesOfMacros: [AttributeSyntax] {
        compactMap { $0.as(IfConfigDeclSyntax.self)?.clauses.first }
            .filter { $0.condition?.trimmedDescription == "Macros" }
            .compactMap { $0.elements?.as(AttributeListSyntax.self) }
            .flatMap(\.attributes)
    }
}
#endif
