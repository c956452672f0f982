internal import COutboardLinux
package import SystemPackage

/// The one thread that starts plugins.
///
/// A child's death signal belongs to the thread that created it: when that thread ends, the child is killed although
/// the host lives (prctl(2), `PR_SET_PDEATHSIG`). So this thread never ends, and nothing else starts plugins.
package final class LaunchThread: @unchecked Sendable {
    /// The thread.
    ///
    /// It starts when it is first used.
    package static let shared = LaunchThread()

    private let condition = Condition()
    // Guarded by `condition`.
    private var isStarted = false
    private var threadID: Int32 = 0
    private var queue: [@Sendable () -> Void] = []

    private init() {}

    /// Starts the thread unless it runs.
    ///
    /// Call it once, early, to hear of a failure: ``run(_:)`` and ``submit(_:)`` have no way to report one and end the
    /// process instead.
    ///
    /// - Throws: `EAGAIN` when there are too many threads.
    package func start() throws(Errno) {
        let failure = condition.withLock { () -> Errno? in
            guard !isStarted else { return nil }
            do throws(Errno) {
                try DedicatedThread.start(named: "outboard-launch", blockingSignals: true) { [self] in loop() }
                isStarted = true
                return nil
            } catch {
                return error
            }
        }
        if let failure {
            throw failure
        }
    }

    /// Runs `work` on the thread, after what was submitted before, and waits for its result.
    ///
    /// On the thread itself, runs `work` at once.
    package func run<R: Sendable>(_ work: @escaping @Sendable () -> R) -> R {
        if isCurrent {
            return work()
        }
        let result = OneShot<R>()
        submit { result.fulfil(work()) }
        guard let value = result.wait() else {
            preconditionFailure("a wait without a time limit ended without a value")
        }
        return value
    }

    /// Runs `work` on the thread, after what was submitted before, without waiting for it.
    package func submit(_ work: @escaping @Sendable () -> Void) {
        do throws(Errno) {
            try start()
        } catch {
            preconditionFailure("Outboard cannot start its launch thread: \(error)")
        }
        condition.withLock {
            queue.append(work)
            condition.wakeAll()
        }
    }

    /// Whether the caller runs on the thread.
    package var isCurrent: Bool {
        let caller = outboard_thread_id()
        return condition.withLock { threadID == caller }
    }

    private func loop() -> Never {
        let own = outboard_thread_id()
        condition.withLock { threadID = own }
        while true {
            let work = condition.withLock {
                while queue.isEmpty {
                    condition.wait()
                }
                defer { queue = [] }
                return queue
            }
            for item in work {
                item()
            }
        }
    }
}
