internal import OutboardSystem

/// Keeps the rest of an asynchronous method of a service for the task that runs the callback.
///
/// In a plugin such a method becomes a task; in a host it goes on in the task whose call it serves.
final class ServiceWork: Sendable {
    private let work = Locked<(@Sendable (TaskCall) async -> Void)?>(nil)

    /// Keeps the work.
    func hold(_ work: @escaping @Sendable (TaskCall) async -> Void) {
        self.work.withLock { $0 = work }
    }

    /// Hands it out, if there is any.
    func take() -> (@Sendable (TaskCall) async -> Void)? {
        work.withLock { $0.take() }
    }
}
