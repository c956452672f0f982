/// A plugin's method threw an error that its interface does not declare.
///
/// Control characters in the plugin's words are escaped, so that they can be logged and shown, and words without end are
/// cut.
public struct RemoteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the error's type in the plugin.
    public let typeName: String
    /// The error's description in the plugin.
    public let message: String

    /// Creates an error.
    public init(typeName: String, message: String) {
        self.typeName = typeName
        self.message = message
    }

    /// Type and message.
    public var description: String { "\(typeName): \(message)" }
}
