#if Macros
import SwiftSyntax

extension VariableDeclSyntax {
    /// Whether each value of the type holds storage for it that has to travel: no static, lazy or computed property.
    var holdsStorage: Bool {
        let isElsewhere = modifiers.contains { ["static", "class", "lazy"].contains($0.name.text) }
        return !isElsewhere && bindings.contains { !$0.isComputed && !isConstant($0) }
    }

    /// A `let` with a value is the same everywhere.
    func isConstant(_ binding: PatternBindingSyntax) -> Bool {
        bindingSpecifier.tokenKind == .keyword(.let) && binding.initializer != nil
    }
}

extension PatternBindingSyntax {
    /// Observers alone leave a property stored.
    var isComputed: Bool {
        guard let block = accessorBlock else { return false }
        guard let accessors = block.accessors.as(AccessorDeclListSyntax.self) else { return true }
        return !accessors.allSatisfy { ["willSet", "didSet"].contains($0.accessorSpecifier.text) }
    }
}
#endif
