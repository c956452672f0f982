/// What the kernel offers for waiting for many things at once.
///
/// Outboard chooses by itself: io_uring where the kernel has it and lets this process use it, otherwise epoll. The
/// environment variable `OUTBOARD_WAIT_BACKEND`, `io_uring` or `epoll`, decides instead.
public enum WaitBackend: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// io_uring(7): one system call waits, and changes what is waited for.
    case ioUring = "io_uring"
    /// epoll(7).
    case epoll

    /// The name, as in the environment variable.
    public var description: String { rawValue }
}
