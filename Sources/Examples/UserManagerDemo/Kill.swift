import Foundation
import Synchronization

/// A SIGKILL from another thread, and when it was sent.
final class Kill: Sendable {
    private let sentAt = Atomic<UInt64>(0)

    /// When it was sent, in nanoseconds of CLOCK_MONOTONIC.
    var time: UInt64 { sentAt.load(ordering: .acquiring) }

    /// Kills a process in a while.
    func strike(_ process: Int32, afterMilliseconds delay: UInt32) {
        Thread.detachNewThread {
            usleep(delay * 1000)
            self.sentAt.store(Nanoseconds.now(), ordering: .releasing)
            kill(process, SIGKILL)
        }
    }
}
