/// What a plugin wrote that the protocol does not allow.
///
/// It ends the plugin; nothing is repaired.
package struct ProtocolViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong, as a clause: "it answered a call that does not exist".
    package let description: String

    /// Creates a violation.
    ///
    /// What the description quotes of the plugin's bytes is made fit for messages.
    package init(_ description: String) {
        self.description = ForeignText.plain(description)
    }
}
