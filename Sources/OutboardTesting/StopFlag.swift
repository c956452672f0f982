internal import Synchronization

/// A flag that is set once.
final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Whether it is set.
    var isSet: Bool { flag.load(ordering: .acquiring) }

    /// Sets it; false if it was set already.
    func set() -> Bool { !flag.exchange(true, ordering: .acquiringAndReleasing) }
}
