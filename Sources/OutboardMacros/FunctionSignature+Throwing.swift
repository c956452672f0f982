#if Macros
import SwiftSyntax

extension FunctionSignatureSyntax {
    /// The same signature with a plain `throws`, for fix-its.
    var throwingPlainly: FunctionSignatureSyntax {
        let asynchronous = effectSpecifiers?.asyncSpecifier?.with(\.leadingTrivia, .space).with(\.trailingTrivia, [])
        let clause = ThrowsClauseSyntax(throwsSpecifier: .keyword(.throws, leadingTrivia: .space))
        var signature = self
        signature.parameterClause.trailingTrivia = []
        signature.effectSpecifiers = FunctionEffectSpecifiersSyntax(asyncSpecifier: asynchronous, throwsClause: clause)
        signature.returnClause?.leadingTrivia = .space
        if returnClause == nil { signature.trailingTrivia = trailingTrivia }
        return signature
    }
}
#endif
