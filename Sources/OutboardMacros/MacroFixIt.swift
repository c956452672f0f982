#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// A change that puts a mistake right, as an editor offers it.
struct MacroFixIt: FixItMessage {
    let message: String

    var fixItID: MessageID { MessageID(domain: "OutboardMacros", id: "fix.\(message)") }

    /// Replaces one node by another.
    static func replace(_ old: some SyntaxProtocol, with new: some SyntaxProtocol, _ message: String) -> FixIt {
        FixIt(
            message: MacroFixIt(message: message),
            changes: [.replace(oldNode: Syntax(old), newNode: Syntax(new))]
        )
    }
}
#endif
