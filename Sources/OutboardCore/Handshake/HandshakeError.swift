/// Why host and plugin could not come together: a sentence for the user.
package struct HandshakeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence, without a full stop.
    package let description: String

    /// Creates an error.
    package init(_ description: String) {
        self.description = description
    }

    /// The two sides were built for different versions of the memory contract.
    package static func versions(host: UInt32, plugin: UInt32) -> HandshakeError {
        HandshakeError(
            "the host speaks version \(host) of Outboard's memory contract, the plugin version \(plugin): "
                + "rebuild the \(host < plugin ? "host" : "plugin") with the newer Outboard")
    }
}
