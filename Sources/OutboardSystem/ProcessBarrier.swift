internal import COutboardLinux

/// A memory barrier that one thread executes for all threads of the process: membarrier(2), expedited and private.
///
/// Lets the frequent side of a handshake do without a fence of its own, because the rare side pays for both.
package enum ProcessBarrier {
    /// Whether the kernel offers it; asked once.
    ///
    /// A sandbox may forbid it.
    package static let isAvailable = outboard_membarrier_register() == 0

    /// Makes every thread of this process execute a full barrier.
    ///
    /// Costs microseconds: an interrupt for each processor that runs one.
    ///
    /// - Returns: Whether it did: a filter for system calls that was installed after ``isAvailable`` may forbid it.
    package static func run() -> Bool {
        outboard_membarrier() == 0
    }
}
