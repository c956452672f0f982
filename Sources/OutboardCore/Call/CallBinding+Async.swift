internal import OutboardSystem

extension CallBinding {
    /// Sends a call and suspends the task until its answer is there, its deadline passes or the task is cancelled.
    @usableFromInline
    func callAsync(_ method: UInt16, _ arguments: EncodedArguments) async throws -> AsyncAnswer {
        guard Int(method) < methodCount else { throw missing(method) }
        let tasks = channel.tasks
        let id = tasks.expect()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                tasks.submit(
                    TaskLane.Pending(
                        id: id, method: method, arguments: arguments, deadline: options.deadlineFromNow,
                        began: MonotonicClock.now(), binding: self, continuation: continuation))
            }
        } onCancel: {
            tasks.cancel(id)
        }
    }
}
