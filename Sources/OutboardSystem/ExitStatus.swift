internal import COutboardLinux

/// How a process ended.
///
/// See waitid(2).
package enum ExitStatus: Sendable, Hashable, CustomStringConvertible {
    /// It returned from main or called exit.
    case exited(code: Int32)
    /// A signal ended it.
    case signaled(signal: Int32, coreDumped: Bool)
    /// It ended, and somebody else collected the status.
    case unknown

    /// "exit status 3", "signal 9 (SIGKILL)".
    package var description: String {
        switch self {
        case .exited(let code):
            "exit status \(code)"
        case .signaled(let signal, let coreDumped):
            "signal \(SignalName.of(signal))\(coreDumped ? ", core dumped" : "")"
        case .unknown:
            "unknown exit status"
        }
    }

    /// Why the status of a child is not known, as a clause, in the words of the host's messages.
    package static var unknownCause: String {
        outboard_exits_are_discarded() == 1
            ? "the host ignores SIGCHLD, so that the kernel keeps no exit status"
            : "something else in the host collected its exit status, as waitpid(-1) does"
    }
}
