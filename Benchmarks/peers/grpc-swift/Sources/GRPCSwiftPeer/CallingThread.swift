internal import Dispatch
internal import Synchronization

/// The thread that is measured, as an executor of tasks: it runs what the calls await, and sleeps meanwhile.
///
/// A call goes from here to the event loop and back, as it does from a thread of Swift's own pool. Handing each call to such
/// a thread first would be measured along with it.
final class CallingThread: TaskExecutor {
    /// What an operation returns, once it has.
    private final class Outcome<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private let jobs = Mutex<[UnownedJob]>([])
    private let ready = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        ready.signal()
    }

    /// Runs an operation on the calling thread; one that fails ends the program.
    func run<Value: Sendable>(_ operation: @escaping @Sendable () async throws -> Value) -> Value {
        let outcome = Outcome<Value>()
        Task(executorPreference: self) {
            do {
                let value = try await operation()
                outcome.value.withLock { $0 = value }
            } catch {
                GRPCSwiftPeer.fail("a call failed: \(error)")
            }
        }
        while true {
            ready.wait()
            unsafe jobs.withLock { $0.removeFirst() }.runSynchronously(on: asUnownedTaskExecutor())
            if let value = outcome.value.withLock({ $0 }) { return value }
        }
    }
}
