import Glibc

/// A lock and a condition to wait for under it, with deadlines on CLOCK_MONOTONIC.
///
/// Use it from any thread. Waiters wake up spuriously: look at the state again. See pthread_cond_wait(3).
@safe
package final class Condition: @unchecked Sendable {
    // On the heap, because pthreads know both by their addresses.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// Creates a lock that is free.
    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs `body` with the lock held.
    ///
    /// Not recursive.
    package func withLock<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Waits to be woken up; the lock is held, and free meanwhile.
    package func wait() {
        unsafe pthread_cond_wait(condition, mutex)
    }

    /// Waits to be woken up, at most until a moment of ``MonotonicClock``; the lock is held, and free meanwhile.
    ///
    /// - Returns: False when the moment has come.
    package func wait(until deadline: UInt64) -> Bool {
        var moment = timespec(
            tv_sec: Int(clamping: deadline / 1_000_000_000),
            tv_nsec: Int(deadline % 1_000_000_000)
        )
        return unsafe pthread_cond_timedwait(condition, mutex, &moment) != ETIMEDOUT
    }

    /// Wakes up all who wait.
    package func wakeAll() {
        unsafe pthread_cond_broadcast(condition)
    }
}
