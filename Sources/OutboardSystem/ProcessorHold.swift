internal import COutboardLinux

/// Keeps a thread on one processor for as long as it waits there for another thread.
///
/// A thread that is woken from the processor it slept on is otherwise moved by the scheduler to an idle one, which costs
/// more than both threads' work: see `select_idle_sibling` in the kernel's `fair.c`. The kernel has no softer means.
///
/// Only ever held across a wait: threads that other code starts meanwhile would inherit the restriction.
package struct ProcessorHold: ~Copyable {
    private var held = outboard_held()
    /// The processor; negative if the thread cannot be held: then nothing has changed.
    package let processor: Int32

    /// Holds the calling thread: one system call if it can only run on one processor, otherwise two.
    ///
    /// - Parameter wanted: The processor, to which the thread moves; nil for the one on which it runs.
    package init(on wanted: Int32? = nil) {
        processor = unsafe outboard_hold_processor(wanted ?? -1, &held)
    }

    /// Lets the thread, which must be the one that was held, run where it could before.
    ///
    /// What somebody else allowed or forbade it meanwhile is lost.
    deinit {
        var held = self.held
        unsafe outboard_let_go(&held)
    }
}
