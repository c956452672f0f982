internal import Synchronization

/// A flag that one thread sets and another acts on.
final class Flag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Whether it is set.
    var isSet: Bool { flag.load(ordering: .acquiring) }

    /// Sets it; false if it was set already.
    @discardableResult
    func set() -> Bool { !flag.exchange(true, ordering: .acquiringAndReleasing) }

    /// Clears it; true if it was set.
    func take() -> Bool { flag.exchange(false, ordering: .acquiringAndReleasing) }
}
