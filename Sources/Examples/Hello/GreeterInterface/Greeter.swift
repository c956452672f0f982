#if Macros
import OutboardCore

/// What the host may ask of the plugin.
@PluginInterface(version: "1.0", errors: [GreeterError.self])
public protocol Greeter: Sendable {
    /// Greets somebody.
    func greet(name: String) throws -> String
}

/// What goes wrong reaches the host with its type.
@WireValue
public enum GreeterError: Error {
    case noName
}
#endif
