internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

extension Poller: WaitSet {
    package var waitsForMany: Bool { backend == .ioUring }

    /// A poller for calls of the calling thread to a group.
    ///
    /// A group may be let go of by any thread: the kernel must not keep its ring then.
    ///
    /// - Parameter backend: What the host waits with.
    /// - Returns: An empty poller with that backend; with epoll where a ring cannot be had, or only one that interrupts
    ///   the system calls of its thread, which is the program's own: before Linux 6.1.
    /// - Throws: `EMFILE` or `ENFILE` when there are too many descriptors, `ENOMEM`.
    static func forGroup(_ backend: WaitBackend) throws(Errno) -> Poller {
        guard backend == .ioUring, let ring = try? UringRing(descriptors: 256, isRegistered: false) else {
            return try Poller(ring: nil)
        }
        guard ring.setUp == .deferred else {
            ring.close(isOwnThread: true)
            return try Poller(ring: nil)
        }
        return try Poller(ring: ring)
    }
}
