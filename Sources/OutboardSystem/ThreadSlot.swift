internal import COutboardLinux

/// A small number of each thread's own: spreads threads over lanes, so that a thread finds its own lane in its cache.
package enum ThreadSlot {
    /// The number of the calling thread, from 0.
    ///
    /// A load of a thread-local word; numbers of threads that ended are not used again.
    package static var current: UInt32 { outboard_thread_slot() }
}
