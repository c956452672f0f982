internal import COutboardLinux

/// Closes this process to other processes of its user.
package enum HiddenProcess {
    /// Closes memory, descriptors and environment, and dumps no core, until the process ends.
    ///
    /// See prctl(2), `PR_SET_DUMPABLE`. Safe to call from any thread, and more than once.
    ///
    /// - Returns: Whether it is hidden.
    package static func hide() -> Bool { outboard_hide_process() == 0 }
}
