#if Macros
import SwiftSyntax

/// The modifiers that generated declarations repeat from the declaration a macro is attached to.
struct AccessLevel {
    /// What precedes a generated type, which stands where the declaration does: `"public "`, or nothing.
    let ofType: String
    /// What precedes a member of a generated type or extension.
    let ofMember: String

    /// The attribute that shows a member's body to other modules, where other modules can use the member.
    var inlinable: String? { ofMember == "public " ? "@inlinable" : nil }

    /// Reads the modifier of a declaration; without one, that of the extension it lies in says how far it is seen.
    init(modifiers: DeclModifierListSyntax, lexicalContext: [Syntax]) {
        let written = Self.keyword(in: modifiers)
        let inherited = lexicalContext.first?.as(ExtensionDeclSyntax.self).flatMap { Self.keyword(in: $0.modifiers) }
        // In a module whose default is an actor, a protocol that opts out takes its generated types along.
        let isNonisolated = modifiers.contains { $0.name.tokenKind == .keyword(.nonisolated) && $0.detail == nil }
        ofType = (isNonisolated ? "nonisolated " : "") + (written.map { "\($0) " } ?? "")
        // A private member would hide from the very type it serves, and what is private at file scope is fileprivate.
        let ofMember = written ?? inherited
        self.ofMember = ofMember.map { $0 == "private" ? "fileprivate " : "\($0) " } ?? ""
    }

    private static func keyword(in modifiers: DeclModifierListSyntax) -> String? {
        modifiers.lazy
            .filter { $0.detail == nil }
            .map(\.name.text)
            .first { ["public", "package", "internal", "fileprivate", "private"].contains($0) }
    }
}
#endif
