/// A user number that one process has to itself, until nobody holds the lease any more.
package final class UserLease: Sendable {
    /// The number of the user, and of its group.
    package let number: UInt32

    private static let taken = Locked<Set<UInt32>>([])

    /// Takes a number that no other process of this host has.
    ///
    /// Nothing if all of them are taken.
    package init?(of numbers: ClosedRange<UInt32>) {
        let free = Self.taken.withLock { taken -> UInt32? in
            guard let free = numbers.first(where: { !taken.contains($0) }) else { return nil }
            taken.insert(free)
            return free
        }
        guard let free else { return nil }
        number = free
    }

    deinit {
        Self.taken.withLock { _ = $0.remove(number) }
    }
}
