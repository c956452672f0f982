internal import COutboardLinux
internal import Glibc

/// What a loop does while it polls.
package enum Spin {
    /// Tells the processor that the caller is polling: x86 `pause`, arm64 `isb`.
    ///
    /// About 10 to 50 ns.
    package static func pause() {
        outboard_pause()
    }

    /// Lets another thread run on this processor, if one wants to: sched_yield(2).
    package static func makeWay() {
        sched_yield()
    }
}
