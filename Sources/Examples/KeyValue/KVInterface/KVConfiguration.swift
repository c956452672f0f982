#if Macros
import OutboardCore

/// What the store is configured with.
@WireValue
public struct KVConfiguration: Sendable {
    /// The folder that the values lie in.
    public var path: String

    /// Creates a configuration.
    public init(path: String) {
        self.path = path
    }
}
#endif
