/// What is wrong with a manifest: a clause whose subject is the manifest.
package struct ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The clause, without a full stop.
    package let description: String

    /// Creates an error.
    package init(_ description: String) {
        self.description = description
    }
}
