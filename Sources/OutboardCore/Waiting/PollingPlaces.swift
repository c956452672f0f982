internal import Synchronization

/// A bound on how many threads poll at the same time.
struct PollingPlaces: ~Copyable, Sendable {
    /// How many there are.
    let count: Int
    private let taken = Atomic<Int>(0)

    init(_ count: Int) {
        self.count = count
    }

    /// Takes a place if one is free; then it has to be given back.
    func take() -> Bool {
        guard taken.add(1, ordering: .relaxed).newValue <= count else {
            give()
            return false
        }
        return true
    }

    /// Gives a place back.
    func give() {
        taken.subtract(1, ordering: .relaxed)
    }
}
