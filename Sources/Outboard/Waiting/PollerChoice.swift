internal import Glibc
internal import Logging
internal import OutboardCore
internal import SystemPackage

/// A poller for the calling thread, and how it was chosen.
struct PollerChoice: Sendable {
    /// The environment variable that decides.
    static let variable = "OUTBOARD_WAIT_BACKEND"

    /// The poller.
    let poller: Poller
    /// How much the choice matters to people.
    let level: Logger.Level
    /// The choice, in words.
    let message: String

    /// What the environment says.
    static var environment: String? { unsafe getenv(variable).map { unsafe String(cString: $0) } }

    /// Chooses.
    ///
    /// - Parameters:
    ///   - environment: The value of the environment variable.
    ///   - withRing: Makes a poller with io_uring.
    ///   - withEpoll: Makes one with epoll.
    /// - Returns: A poller, and what to log about it.
    /// - Throws: `OutboardError` when the environment demands io_uring and there is none, or when there are too many
    ///   descriptors for anything.
    static func make(
        environment: String?, withRing: () throws(UringRefusal) -> Poller, withEpoll: () throws(Errno) -> Poller
    ) throws(OutboardError) -> PollerChoice {
        let demand = environment.flatMap { WaitBackend(rawValue: $0) }
        var warning = ""
        if let environment, demand == nil, !environment.isEmpty {
            let names = WaitBackend.allCases.map(\.rawValue).joined(separator: " or ")
            warning = "\(variable) is \"\(ForeignText.plain(environment))\" and should be \(names). "
        }
        let refusal: UringRefusal?
        if demand == .epoll {
            refusal = nil
        } else {
            do throws(UringRefusal) {
                return PollerChoice(
                    poller: try withRing(), level: warning.isEmpty ? .debug : .warning,
                    message: warning + "The host waits with io_uring.")
            } catch {
                refusal = error
            }
        }
        if let refusal, demand == .ioUring {
            throw OutboardError(
                code: .startFailed,
                message: "\(variable) demands io_uring, which cannot be used here, because \(refusal.reason). To use "
                    + "io_uring, \(refusal.advice). Without the variable the host waits with epoll.")
        }
        do throws(Errno) {
            let reason = refusal.map {
                ", because \($0.reason). To use io_uring, \($0.advice). To accept epoll, set \(variable)=epoll."
            }
            return PollerChoice(
                poller: try withEpoll(), level: !warning.isEmpty ? .warning : refusal == nil ? .debug : .notice,
                message: warning + "The host waits with epoll" + (reason ?? ", as \(variable) demands."))
        } catch {
            throw OutboardError(
                code: .startFailed,
                message: "the host cannot wait for plugins: creating an epoll instance fails: \(error)")
        }
    }
}
