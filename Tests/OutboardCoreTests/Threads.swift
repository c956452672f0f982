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

    /// Waits on the calling thread.
    static func sleep(milliseconds: Int) {
        usleep(UInt32(milliseconds) * 1000)
    }
}
