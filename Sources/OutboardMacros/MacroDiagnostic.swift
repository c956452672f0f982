#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// One reason why a macro cannot expand: what is wrong, with its name, and what to write instead.
///
/// The extensions of this type list them all.
struct MacroDiagnostic: DiagnosticMessage {
    /// Names the kind of mistake, `interface.notSendable`, for tests and for tools that read diagnostics.
    let name: String
    let message: String

    var diagnosticID: MessageID { MessageID(domain: "OutboardMacros", id: name) }
    var severity: DiagnosticSeverity { .error }

    init(_ name: String, _ message: String) {
        self.name = name
        self.message = message
    }

    /// The diagnostic at a node, with the change that would put it right where there is an obvious one.
    func at(_ node: some SyntaxProtocol, fixIt: FixIt? = nil) -> Diagnostic {
        Diagnostic(node: node, message: self, fixIts: fixIt.map { [$0] } ?? [])
    }
}
#endif
