internal import COutboardLinux

/// What a loop does while it polls.
package enum Spin {
    /// Tells the processor that the caller is polling: x86 `pause`, arm64 `isb`.
    ///
    /// About 10 to 50 ns.
    package static func pause() {
        outboard_pause()
    }
}
