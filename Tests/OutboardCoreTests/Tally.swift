import OutboardSystem

/// Counts what happens, by name, from any thread.
final class Tally: Sendable {
    private let counts = Locked<[String: Int]>([:])

    /// Counts one.
    func count(_ name: String) {
        counts.withLock { $0[name, default: 0] += 1 }
    }

    /// How often a name was counted.
    subscript(_ name: String) -> Int { counts.withLock { $0[name, default: 0] } }

    /// All of it.
    var all: [String: Int] { counts.withLock { $0 } }
}
