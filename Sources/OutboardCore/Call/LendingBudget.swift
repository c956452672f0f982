internal import Synchronization

/// How many bytes one plugin may have been lent for replies at a time, over all its calls.
///
/// Use it from any thread.
final class LendingBudget: Sendable {
    /// The bound.
    let limit: Int
    private let taken = Atomic<Int>(0)

    /// A budget of which nothing is taken.
    init(limit: Int) {
        self.limit = limit
    }

    /// Bytes that are lent now.
    var lentByteCount: Int { taken.load(ordering: .relaxed) }

    /// Takes bytes out of the budget; false if it does not hold as many.
    func take(_ byteCount: Int) -> Bool {
        var current = taken.load(ordering: .relaxed)
        while true {
            let (sum, overflow) = current.addingReportingOverflow(byteCount)
            guard !overflow, sum <= limit else { return false }
            let (exchanged, original) = taken.weakCompareExchange(
                expected: current, desired: sum, ordering: .relaxed)
            if exchanged { return true }
            current = original
        }
    }

    /// Puts bytes back.
    func give(_ byteCount: Int) {
        taken.subtract(byteCount, ordering: .relaxed)
    }
}
