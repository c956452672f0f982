import OutboardSystem

/// What a campaign finds to be wrong.
final class FaultList: Sendable {
    private let found = Locked<[String]>([])

    /// All of it, in order.
    var all: [String] { found.withLock { $0 } }

    /// Adds a finding; a thousand are enough.
    func add(_ fault: String) {
        found.withLock { found in
            if found.count < 1000 { found.append(fault) }
        }
    }
}
