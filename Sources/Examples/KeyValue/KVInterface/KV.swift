#if Macros
import OutboardCore

/// Keeps values by their keys.
@PluginInterface(version: "1.0", errors: [KVError.self])
public protocol KV: Sendable {
    /// The value of a key; nil if there is none.
    func get(key: String) throws -> [UInt8]?
    /// Keeps a value.
    func put(key: String, value: [UInt8]) throws
}

/// Why a value is not kept.
@WireValue
public enum KVError: Error, Equatable {
    case tooLarge(limit: Int)
}
#endif
