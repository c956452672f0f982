internal import Glibc
internal import Synchronization

/// Makes the calls of a plugin go wrong that a test has chosen.
///
/// A plugin without the environment variable has none, and its calls do not pass here. Only who starts a plugin sets its
/// environment, and could as well kill or stop it.
package final class FaultInjector: Sendable {
    private let faults: [UInt64: [InjectedFault.Kind]]
    private let calls = Atomic<UInt64>(0)

    /// Reads the faults of an environment variable's value, separated by commas.
    ///
    /// What cannot be read is left out.
    package init(_ text: String) {
        let all = text.split(separator: ",").compactMap { InjectedFault($0) }
        faults = Dictionary(grouping: all, by: \.call).mapValues { $0.map(\.kind) }
    }

    /// Those of this process; nil if there are none.
    package static var ofProcess: FaultInjector? {
        guard let value = unsafe getenv(InjectedFault.variable) else { return nil }
        return FaultInjector(unsafe String(cString: value))
    }

    /// Runs a call, or does what is to go wrong.
    package func run(_ call: inout IncomingCall, _ dispatch: (inout IncomingCall) -> Void) {
        let number = calls.add(1, ordering: .relaxed).newValue
        for fault in faults[number] ?? [] {
            switch fault {
            // To this thread: it must not go on for a moment while another one takes the signal.
            case .kill: raise(SIGKILL)
            case .stop: raise(SIGSTOP)
            case .drop: return call.leaveUnanswered()
            case .delay(let time): Self.sleep(time)
            }
        }
        dispatch(&call)
    }

    private static func sleep(_ nanoseconds: UInt64) {
        var time = timespec(
            tv_sec: Int(clamping: nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        var rest = timespec()
        while unsafe nanosleep(&time, &rest) != 0, errno == EINTR { time = rest }
    }
}
