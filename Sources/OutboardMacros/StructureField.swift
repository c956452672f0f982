#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// One stored property of a struct.
struct StructureField {
    /// The name as it is written, backticks included.
    let name: String
    let type: String
    /// Whether the type is spelled as an optional, so that an older peer may leave the field out at the end.
    let isOptional: Bool

    /// The fields of a struct in declaration order, without those that diagnostics speak of.
    static func all(in members: MemberBlockSyntax, diagnostics: inout [Diagnostic]) -> [StructureField] {
        var fields: [StructureField] = []
        for member in members.members {
            guard let variable = member.decl.as(VariableDeclSyntax.self), variable.holdsStorage else { continue }
            for (binding, type) in typed(variable.bindings) where !binding.isComputed && !variable.isConstant(binding) {
                if let field = Self(binding, type: type, diagnostics: &diagnostics) { fields.append(field) }
            }
        }
        return fields
    }

    private init?(_ binding: PatternBindingSyntax, type: TypeSyntax?, diagnostics: inout [Diagnostic]) {
        guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else {
            let text = binding.pattern.trimmedDescription
            diagnostics.append(MacroDiagnostic.pattern(text).at(binding.pattern))
            return nil
        }
        name = pattern.identifier.text
        guard let type else {
            diagnostics.append(MacroDiagnostic.missingType(name).at(pattern, fixIt: binding.annotatedFromLiteral))
            return nil
        }
        self.type = type.trimmedDescription
        isOptional = type.is(OptionalTypeSyntax.self) || self.type.hasPrefix("Optional<")
        if name.withoutBackticks == "wireByteCount" {
            diagnostics.append(MacroDiagnostic.reservedProperty(name).at(pattern))
        }
        if let reason = UnencodableType(in: type, allowingSelf: true) {
            diagnostics.append(MacroDiagnostic.noWireType("property '\(name)'", self.type, reason).at(type))
        }
    }

    /// Each binding with its type; in `var x, y: Int` both have the one written last.
    private static func typed(_ bindings: PatternBindingListSyntax) -> [(PatternBindingSyntax, TypeSyntax?)] {
        var following: TypeSyntax?
        let backwards = bindings.reversed().map { binding in
            following = binding.typeAnnotation?.type ?? (binding.initializer == nil ? following : nil)
            return (binding, following)
        }
        return backwards.reversed()
    }
}
#endif
