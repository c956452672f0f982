import Glibc
import OutboardSystem

/// Runs closures on threads of their own, so that what blocks them blocks no task.
enum Threads {
    /// Runs one closure.
    static func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try DedicatedThread.start(named: "test") { continuation.resume(with: Result(catching: body)) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}

/// Waits for another thread: polls for a while, then leaves it the processor.
struct Patience {
    private var turns = 0

    mutating func wait() {
        turns += 1
        if turns % 64 == 0 { sched_yield() } else { Spin.pause() }
    }
}
