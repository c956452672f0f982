internal import OutboardSystem

/// Holds the task of an asynchronous call while it runs.
///
/// The lock is held while the task is cancelled, so that it cannot end meanwhile. It delays nobody but that task.
@safe
final class TaskPlace: Sendable {
    private let task = unsafe Locked<UnsafeCurrentTask?>(nil)

    /// Runs a body as the current task of the place; it must call `leave()` before it ends.
    ///
    /// - Parameters:
    ///   - context: The call; the task is cancelled at once if that is.
    ///   - body: What to run.
    func enter(_ context: CallContext, _ body: @Sendable () async -> Void) async {
        unsafe await withUnsafeCurrentTask { current in
            unsafe task.withLock { task in
                unsafe task = current
                // Whoever cancels may have been here already.
                if context.isCancelled { unsafe current?.cancel() }
            }
            await body()
        }
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
