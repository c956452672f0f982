package import Synchronization

extension Atomic where Value == UInt64 {
    /// Stores a number if it is smaller than the one that is there; relaxed order.
    ///
    /// `min(_:ordering:)` of Swift 6.3 compares as if both had a sign, so that it never lowers the largest number.
    ///
    /// - Returns: The smaller one.
    @discardableResult
    package func lower(to value: UInt64) -> UInt64 {
        var found = load(ordering: .relaxed)
        while value < found {
            let (isDone, original) = weakCompareExchange(expected: found, desired: value, ordering: .relaxed)
            if isDone { return value }
            found = original
        }
        return found
    }
}
