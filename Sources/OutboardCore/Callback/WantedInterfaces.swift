/// What a plugin wants to call in its hosts, as its welcome says.
///
/// A reference, so that what was found out about it is known for as long as it is the same.
package final class WantedInterfaces: Sendable {
    /// The interfaces, in the order in which callbacks count them; in the plugin's words.
    package let signatures: [InterfaceSignature]

    /// Notes what a plugin wants.
    package init(_ signatures: [InterfaceSignature]) {
        self.signatures = signatures
    }
}
