#if Macros
import SwiftSyntax

/// Finds the first part of a type that cannot be sent.
final class UnencodableTypeFinder: SyntaxVisitor {
    private(set) var found: UnencodableType?
    private let allowingSelf: Bool
    private let isResult: Bool

    init(allowingSelf: Bool, isResult: Bool) {
        self.allowingSelf = allowingSelf
        self.isResult = isResult
        super.init(viewMode: .sourceAccurate)
    }

    private func reject(_ kind: UnencodableType) -> SyntaxVisitorContinueKind {
        found = found ?? kind
        return .skipChildren
    }

    override func visit(_ node: FunctionTypeSyntax) -> SyntaxVisitorContinueKind { reject(.function) }
    override func visit(_ node: CompositionTypeSyntax) -> SyntaxVisitorContinueKind { reject(.existential) }
    override func visit(_ node: SuppressedTypeSyntax) -> SyntaxVisitorContinueKind { reject(.existential) }
    override func visit(_ node: MetatypeTypeSyntax) -> SyntaxVisitorContinueKind { reject(.metatype) }
    override func visit(_ node: PackExpansionTypeSyntax) -> SyntaxVisitorContinueKind { reject(.generic) }
    override func visit(_ node: PackElementTypeSyntax) -> SyntaxVisitorContinueKind { reject(.generic) }

    override func visit(_ node: ImplicitlyUnwrappedOptionalTypeSyntax) -> SyntaxVisitorContinueKind {
        reject(.implicitlyUnwrapped)
    }

    override func visit(_ node: SomeOrAnyTypeSyntax) -> SyntaxVisitorContinueKind {
        reject(node.someOrAnySpecifier.tokenKind == .keyword(.some) ? .opaque : .existential)
    }

    override func visit(_ node: TupleTypeSyntax) -> SyntaxVisitorContinueKind {
        // One element without a label is a type in parentheses.
        guard node.elements.count == 1, let only = node.elements.first, only.firstName == nil else {
            return reject(node.elements.isEmpty ? .void : .tuple)
        }
        return .visitChildren
    }

    override func visit(_ node: MemberTypeSyntax) -> SyntaxVisitorContinueKind {
        isResult && node.name.text == "SharedBytes" ? reject(.lent) : .visitChildren
    }

    override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
        switch node.name.text {
        case "Void": reject(.void)
        case "Self" where !allowingSelf: reject(.`self`)
        case "Any", "AnyObject": reject(.existential)
        case "SharedBytes" where isResult: reject(.lent)
        default: .visitChildren
        }
    }
}
#endif
