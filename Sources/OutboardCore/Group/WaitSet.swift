package import OutboardSystem
package import SystemPackage

/// Descriptors that one thread waits for at once.
///
/// The seam between calls to a group and the ways of the host to wait.
package protocol WaitSet: AnyObject {
    /// Watches a descriptor from now on.
    func add(_ descriptor: Int32, _ events: Epoll.Events, token: UInt64) throws(Errno)

    /// Whether it waits for as many events as are wanted, and rings many bells with one system call.
    var waitsForMany: Bool { get }

    /// Waits for events: one system call, no allocation.
    ///
    /// - Parameters:
    ///   - buffer: Where to put them.
    ///   - wanted: How many to wait for, if there is time and the set can do that; otherwise it waits for one.
    ///   - timeoutNanoseconds: How long to wait; nil: for ever.
    /// - Returns: How many there are; none after the time-out or a signal; negative when waiting is impossible.
    func wait(into buffer: UnsafeMutableBufferPointer<EpollEvent>, wanted: Int, timeoutNanoseconds: UInt64?) -> Int

    /// Rings a bell: now, or with the next wait or `flush()`.
    func ring(_ bell: Int32)

    /// Rings the bells that have not been rung.
    func flush()
}
