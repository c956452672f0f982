#if Macros
import SwiftDiagnostics
import SwiftSyntax

extension PatternBindingSyntax {
    /// A fix-it that writes out the type of a property whose first value is a literal.
    var annotatedFromLiteral: FixIt? {
        guard let initializer, let type = Self.type(of: initializer.value) else { return nil }
        var fixed = self
        fixed.pattern.trailingTrivia = []
        fixed.typeAnnotation = TypeAnnotationSyntax(
            colon: .colonToken(trailingTrivia: .space),
            type: IdentifierTypeSyntax(name: .identifier(type)),
            trailingTrivia: .space
        )
        return MacroFixIt.replace(self, with: fixed, "write '\(pattern.trimmedDescription): \(type)'")
    }

    private static func type(of value: ExprSyntax) -> String? {
        switch value.as(ExprSyntaxEnum.self) {
        case .integerLiteralExpr: "Int"
        case .floatLiteralExpr: "Double"
        case .booleanLiteralExpr: "Bool"
        case .stringLiteralExpr: "String"
        case .prefixOperatorExpr(let negated): type(of: negated.expression)
        default: nil
        }
    }
}
#endif
