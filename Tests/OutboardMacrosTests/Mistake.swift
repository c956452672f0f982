#if Macros
import SwiftDiagnostics
import SwiftSyntax
import Testing

/// A piece of source with one mistake, and what the macro says about it.
struct Mistake: Sendable, CustomTestStringConvertible {
    let source: String
    /// The kind of diagnostic.
    let name: String
    /// The whole message.
    let message: String
    /// The text that the diagnostic points at.
    let at: String
    /// The message of the fix-it; `nil` where none is offered.
    var fix: String?
    /// The source after the fix-it.
    var fixed: String?

    var testDescription: String { source }

    /// Checks that there is exactly this diagnostic and that nothing is generated.
    func check() throws {
        let expansion = Expansion(of: source)
        #expect(expansion.diagnostics.map(\.message) == [message])
        let found = try #require(expansion.diagnostics.first)
        #expect(found.diagnosticID == MessageID(domain: "OutboardMacros", id: name))
        #expect(found.diagMessage.severity == .error)
        #expect(found.node.trimmedDescription.hasPrefix(at), "\(found.node.trimmedDescription)")
        #expect(!expansion.text.contains("Client:") && !expansion.text.contains("extension"))
        #expect(found.fixIts.map(\.message.message) == (fix.map { [$0] } ?? []))
        guard let fix, let fixed else { return }
        expansion.expectFix(fix, of: found, turns: source, into: fixed)
    }
}
#endif
