import Glibc
import Outboard
import OutboardSystem
import ShelfInterface
import Synchronization

/// Threads that call a plugin until it refuses, and how their calls ended.
final class Load: Sendable {
    /// How many calls ended in which way.
    struct Counts {
        var answered = 0
        /// Failed before they reached the plugin.
        var refused = 0
        /// Failed in any other way.
        var others = 0
    }

    private let client: ShelfClient
    private let counts = Locked(Counts())
    private let running: Atomic<Int>
    private let isStopped = Atomic(false)

    /// Starts the threads.
    init(_ client: ShelfClient, threads: Int) {
        self.client = client
        self.running = Atomic(threads)
        for _ in 0..<threads {
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { argument in
                    Unmanaged<Load>.fromOpaque(argument!).takeRetainedValue().run()
                    return nil
                }, Unmanaged.passRetained(self).toOpaque())
            pthread_detach(thread)
        }
    }

    private func run() {
        while !isStopped.load(ordering: .relaxed) {
            do {
                _ = try client.put("x")
                counts.withLock { $0.answered += 1 }
            } catch {
                let isRefused = (error as? OutboardError)?.code == .notSent
                counts.withLock { counts in
                    if isRefused { counts.refused += 1 } else { counts.others += 1 }
                }
                break
            }
        }
        running.subtract(1, ordering: .releasing)
    }

    /// Has them end after their next call.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Waits until all have ended.
    func finish() -> Counts {
        while running.load(ordering: .acquiring) > 0 { usleep(1000) }
        return counts.withLock { $0 }
    }
}
