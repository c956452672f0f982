internal import OutboardSystem
internal import SystemPackage

/// A set of descriptors on epoll.
final class EpollSet: WaitSet {
    private let epoll: Epoll

    init() throws(Errno) {
        epoll = try Epoll()
    }

    func add(_ descriptor: Int32, _ events: Epoll.Events, token: UInt64) throws(Errno) {
        try epoll.add(descriptor, events, token: token)
    }

    var waitsForMany: Bool { false }

    func ring(_ bell: Int32) { Bell.ring(bell) }

    func flush() {}

    func wait(
        into buffer: UnsafeMutableBufferPointer<EpollEvent>, wanted: Int, timeoutNanoseconds: UInt64?
    ) -> Int {
        unsafe epoll.wait(into: buffer, timeoutNanoseconds: timeoutNanoseconds)
    }
}
