internal import OutboardSystem

/// Holds the task of an asynchronous call while it runs.
///
/// The lock is held while the task is cancelled, so that it cannot end meanwhile. It delays nobody but that task.
@safe
final class TaskPlace: Sendable {
    private let task = unsafe Locked<UnsafeCurrentTask?>(nil)

    /// Takes a task, which must call `leave()` before it ends.
    ///
    /// - Parameters:
    ///   - current: The task.
    ///   - isCancelled: Whether it is cancelled at once.
    func enter(_ current: UnsafeCurrentTask?, isCancelled: () -> Bool) {
        unsafe task.withLock { task in
            unsafe task = current
            // Whoever cancels may have been here already.
            if isCancelled() { unsafe current?.cancel() }
        }
    }

    /// Takes the task of another place, if it has one.
    func enter(taskOf other: TaskPlace, isCancelled: () -> Bool) {
        unsafe other.task.withLock { unsafe enter($0, isCancelled: isCancelled) }
    }

    /// Forgets the task: it can no longer be cancelled.
    func leave() {
        unsafe task.withLock { unsafe $0 = nil }
    }

    /// Cancels the task if there is one, and a condition holds while it cannot leave.
    func cancel(where condition: () -> Bool) {
        unsafe task.withLock { task in
            if condition() { unsafe task?.cancel() }
        }
    }
}
