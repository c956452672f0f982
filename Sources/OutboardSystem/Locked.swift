internal import Glibc

/// A value that is only reached with a lock held.
///
/// A pthread mutex and not `Synchronization.Mutex`, whose slow path lies in a library that the thread sanitizer does not
/// see into: with it every contended lock is reported as a race. Use it from any thread. Not recursive.
@safe
package final class Locked<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    /// Guards a value.
    package init(_ value: Value) {
        self.value = value
        unsafe self.mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` with the lock held.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body(&value)
    }

    /// Takes the lock, for a span of code that is not one closure.
    package func lock() {
        unsafe pthread_mutex_lock(mutex)
    }

    /// Releases the lock, on the thread that took it.
    package func unlock() {
        unsafe pthread_mutex_unlock(mutex)
    }
}
