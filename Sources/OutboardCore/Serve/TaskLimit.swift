internal import OutboardSystem

/// Bounds how many tasks run at once.
@safe
final class TaskLimit: @unchecked Sendable {
    private let condition = Condition()
    private var places: Int

    /// Lets so many tasks run.
    init(_ limit: Int) {
        self.places = limit
    }

    /// Takes a place for a task, waiting on the thread until there is one.
    func enter() {
        condition.withLock {
            while places == 0 { condition.wait() }
            places -= 1
        }
    }

    /// Gives a place back.
    func leave() {
        condition.withLock {
            places += 1
            if places == 1 { condition.wakeAll() }
        }
    }
}
