internal import COutboardLinux

/// One event of an ``Epoll``, in the kernel's own layout: a buffer of them is filled without copying.
package struct EpollEvent: Sendable {
    private var kernel: outboard_epoll_event

    /// An event that says nothing: what to fill a buffer with.
    package init() {
        kernel = outboard_epoll_event()
    }

    /// An event as the kernel would write it.
    package init(_ events: Epoll.Events, token: UInt64) {
        kernel = outboard_epoll_event()
        kernel.events = events.rawValue
        kernel.token_low = UInt32(truncatingIfNeeded: token)
        kernel.token_high = UInt32(truncatingIfNeeded: token >> 32)
    }

    /// What happened.
    package var events: Epoll.Events { Epoll.Events(rawValue: kernel.events) }

    /// The token the descriptor was added with.
    package var token: UInt64 { UInt64(kernel.token_high) << 32 | UInt64(kernel.token_low) }
}
