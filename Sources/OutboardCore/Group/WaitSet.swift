package import OutboardSystem
package import SystemPackage

/// Descriptors that one thread waits for at once.
///
/// The seam between calls to a group and the ways of the host to wait.
package protocol WaitSet: AnyObject {
    /// Watches a descriptor from now on.
    func add(_ descriptor: Int32, _ events: Epoll.Events, token: UInt64) throws(Errno)

    /// Waits for events: one system call, no allocation.
    ///
    /// - Returns: How many there are; none after the time-out or a signal; negative when waiting is impossible.
    func wait(into buffer: UnsafeMutableBufferPointer<EpollEvent>, timeoutNanoseconds: UInt64?) -> Int
}
