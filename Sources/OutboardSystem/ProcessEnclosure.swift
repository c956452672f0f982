internal import COutboardLinux
import Glibc

/// What holds all that a process starts: the first process of its namespaces, its control group, its user.
///
/// Safe to use from any thread.
package final class ProcessEnclosure: Sendable {
    /// The first process of the namespaces: its descriptor, or -1.
    private let first: Int32
    /// Ends that process when it is closed, so also when this process ends.
    private let life: OwnedDescriptor?
    /// The control group, if it has one of its own.
    package let group: ControlGroup?
    private let state: Locked<State>

    private struct State {
        /// Whether the first process has been collected, and the group removed.
        var isCollected = false
        /// Let go of then.
        var user: UserLease?
    }

    /// An enclosure, unless there is nothing to it.
    init?(first: Int32, life: consuming OwnedDescriptor?, group: ControlGroup?, user: UserLease?) {
        guard first >= 0 || group != nil || user != nil else { return nil }
        self.first = first
        self.life = life
        self.group = group
        self.state = Locked(State(user: user))
    }

    deinit {
        // Whoever lets go of a process that runs does not get to collect anything; the kernel is told at least.
        kill()
        if first >= 0 { _ = close(first) }
    }

    /// Kills everything that is in it.
    ///
    /// Returns at once.
    package func kill() {
        state.withLock { state in
            guard !state.isCollected else { return }
            group?.kill()
            if first >= 0 { _ = outboard_pidfd_send_signal(first, SIGKILL) }
        }
    }

    /// Collects what is left of it, without waiting, once its processes have been killed and the process itself collected:
    /// the first process of namespaces ends after all others.
    ///
    /// - Returns: Whether nothing is left.
    package func collect() -> Bool {
        state.withLock { state in
            guard !state.isCollected else { return true }
            var status = outboard_exit()
            // Less than 0: somebody else has collected it.
            if first >= 0, unsafe outboard_pidfd_reap(first, 0, &status) == 0 { return false }
            guard group?.remove() ?? true else { return false }
            state.isCollected = true
            state.user = nil
            return true
        }
    }
}
