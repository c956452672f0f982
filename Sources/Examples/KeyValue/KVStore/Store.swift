#if Macros
import KVInterface
import Synchronization

/// The values, in memory: for an example that is enough.
final class Store: Sendable {
    /// The most bytes that a value may have.
    private static let limit = 1 << 20

    private let values = Mutex<[String: [UInt8]]>([:])

    /// Opens the store.
    ///
    /// - Throws: If there is no such place.
    init(path: String) throws {
        guard path.hasPrefix("/") else { throw NoSuchPlace(path: path) }
    }

    /// A path that is no place for a store.
    struct NoSuchPlace: Error, CustomStringConvertible {
        let path: String
        var description: String { "'\(path)' is no absolute path" }
    }

    subscript(key: String) -> [UInt8]? { values.withLock { $0[key] } }

    func put(_ key: String, _ value: [UInt8]) throws {
        guard value.count <= Self.limit else { throw KVError.tooLarge(limit: Self.limit) }
        values.withLock { $0[key] = value }
    }
}
#endif
