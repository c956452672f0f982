internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

extension Poller: WaitSet {
    /// A poller for calls of the calling thread to a group.
    ///
    /// A group may be let go of by any thread: the kernel must not keep its ring then.
    ///
    /// - Parameter backend: What the host waits with; epoll where it fails.
    /// - Returns: An empty poller.
    /// - Throws: `EMFILE` or `ENFILE` when there are too many descriptors, `ENOMEM`.
    static func forGroup(_ backend: WaitBackend) throws(Errno) -> Poller {
        if backend == .ioUring, let ring = try? UringRing(descriptors: 256, isRegistered: false) {
            return try Poller(ring: ring)
        }
        return try Poller(ring: nil)
    }
}
