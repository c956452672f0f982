/// A box for a value that arrives once: one thread fulfils it, others wait for it.
///
/// Use it from any thread. Blocks threads, so not for use in Swift concurrency's pool.
@safe
package final class OneShot<Value: Sendable>: @unchecked Sendable {
    private let condition = Condition()
    private var value: Value?

    /// An empty box.
    package init() {}

    /// Puts the value into the box and wakes up all who wait.
    ///
    /// - Returns: False when a value was there already; it stays.
    @discardableResult
    package func fulfil(_ value: Value) -> Bool {
        condition.withLock {
            guard self.value == nil else { return false }
            self.value = value
            condition.wakeAll()
            return true
        }
    }

    /// Waits for the value.
    ///
    /// - Parameter timeoutNanoseconds: How long to wait; nil: for ever.
    /// - Returns: The value; nil when it has not come in time.
    package func wait(timeoutNanoseconds: UInt64? = nil) -> Value? {
        var deadline: UInt64?
        if let timeoutNanoseconds {
            let (sum, overflow) = MonotonicClock.now().addingReportingOverflow(timeoutNanoseconds)
            deadline = overflow ? nil : sum
        }
        return condition.withLock {
            while value == nil {
                if let deadline {
                    guard condition.wait(until: deadline) else { break }
                } else {
                    condition.wait()
                }
            }
            return value
        }
    }
}
