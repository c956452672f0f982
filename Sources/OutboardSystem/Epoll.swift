internal import COutboardLinux
package import SystemPackage

/// A set of descriptors to wait on at once.
///
/// Close-on-exec. Safe to use from any thread; descriptors may be added and removed while others wait. See epoll(7).
package struct Epoll: ~Copyable, Sendable {
    /// What to be told about, and what is told.
    package struct Events: OptionSet, Sendable, Hashable {
        /// The kernel's bits.
        package let rawValue: UInt32

        /// Events with the kernel's bits.
        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// `EPOLLIN`: there is something to read; for a pidfd: the process has ended.
        package static let input = Events(rawValue: OUTBOARD_EPOLL_INPUT)
        /// `EPOLLOUT`: there is room to write.
        package static let output = Events(rawValue: OUTBOARD_EPOLL_OUTPUT)
        /// `EPOLLRDHUP`: the other end of a socket will write no more.
        package static let hangUp = Events(rawValue: OUTBOARD_EPOLL_HANG_UP)
        /// `EPOLLET`: tell of each change once, instead of for as long as it is true.
        package static let edge = Events(rawValue: OUTBOARD_EPOLL_EDGE)
        /// `EPOLLONESHOT`: tell once, then stay silent until ``Epoll/modify(_:_:token:)``.
        package static let oneShot = Events(rawValue: OUTBOARD_EPOLL_ONE_SHOT)
        /// `EPOLLERR`: an error, or the read end of a pipe is closed.
        ///
        /// Told without being asked for.
        package static let error = Events(rawValue: OUTBOARD_EPOLL_ERROR)
        /// `EPOLLHUP`: both directions are closed, or the write end of a pipe.
        ///
        /// Told without being asked for.
        package static let closed = Events(rawValue: OUTBOARD_EPOLL_CLOSED)
    }

    /// The epoll instance.
    package let descriptor: OwnedDescriptor

    /// The number of the descriptor, valid as long as this value lives.
    package var raw: Int32 { descriptor.raw }

    /// Creates an empty set.
    ///
    /// - Throws: `EMFILE` or `ENFILE` when there are too many descriptors, `ENOMEM`.
    package init() throws(Errno) {
        descriptor = OwnedDescriptor(adopting: try SystemCall.check(outboard_epoll_create()))
    }

    /// Adds a descriptor.
    ///
    /// - Parameters:
    ///   - fd: The descriptor. Closing its last copy removes it.
    ///   - events: What to be told about.
    ///   - token: Comes back with each event. ``park(_:timeoutNanoseconds:)`` returns its low 31 bits only.
    /// - Throws: `EEXIST` when it is there already, `EPERM` for a file that cannot be waited on, `ENOSPC`, `ENOMEM`.
    package func add(_ fd: Int32, _ events: Events, token: UInt64) throws(Errno) {
        try SystemCall.check(outboard_epoll_add(descriptor.raw, fd, events.rawValue, token))
    }

    /// Changes what to be told about a descriptor, and its token; arms a one-shot descriptor again.
    ///
    /// - Throws: `ENOENT` when it is not in the set.
    package func modify(_ fd: Int32, _ events: Events, token: UInt64) throws(Errno) {
        try SystemCall.check(outboard_epoll_modify(descriptor.raw, fd, events.rawValue, token))
    }

    /// Removes a descriptor.
    ///
    /// - Throws: `ENOENT` when it is not in the set.
    package func remove(_ fd: Int32) throws(Errno) {
        try SystemCall.check(outboard_epoll_remove(descriptor.raw, fd))
    }

    /// Waits for events.
    ///
    /// Allocates nothing.
    ///
    /// - Parameters:
    ///   - buffer: Where to put the events; not empty.
    ///   - timeoutNanoseconds: How long to wait; nil: for ever. Where epoll_pwait2(2) is missing or forbidden the time
    ///     is rounded up to milliseconds.
    /// - Returns: How many events there are; 0 when there is none in time or a signal interrupted the wait; `-errno`
    ///   when the wait itself is impossible.
    package func wait(into buffer: UnsafeMutableBufferPointer<EpollEvent>, timeoutNanoseconds: UInt64?) -> Int {
        guard let first = buffer.baseAddress else { return -Int(Errno.invalidArgument.rawValue) }
        let timeout = timeoutNanoseconds ?? OUTBOARD_EPOLL_FOREVER
        let capacity = CInt(clamping: buffer.count)
        let count = unsafe first.withMemoryRebound(to: outboard_epoll_event.self, capacity: buffer.count) { events in
            unsafe outboard_epoll_wait(descriptor.raw, events, capacity, timeout)
        }
        return Int(count)
    }

    /// Waits for one event of an epoll instance.
    ///
    /// One system call, no allocation.
    ///
    /// - Parameters:
    ///   - raw: The number of the epoll instance's descriptor.
    ///   - timeoutNanoseconds: How long to wait; nil: for ever.
    /// - Returns: The low 31 bits of the event's token; -1 when there is none in time or a signal interrupted the wait;
    ///   -2, after a millisecond at most, when the wait itself is impossible: looking again and parking again does not
    ///   spin.
    package static func park(_ raw: Int32, timeoutNanoseconds: UInt64?) -> Int32 {
        outboard_epoll_park(raw, timeoutNanoseconds ?? OUTBOARD_EPOLL_FOREVER)
    }
}
