internal import OutboardSystem

/// How a generation of a plugin ended: the part of an error that all its calls in flight share.
public struct CallFate: Sendable {
    /// `lost` when the plugin died or was stopped, `violated` or `stuck` when it was killed for that.
    public let code: OutboardError.Code
    /// A sentence: "plugin resizer (pid 71) died of signal 9 (SIGKILL); last lines of stderr: …".
    public let message: String

    /// Creates a fate.
    public init(code: OutboardError.Code, message: String) {
        self.code = code
        self.message = message
    }

    /// The error of a call that never reached the plugin.
    func notSent(method: String) -> OutboardError {
        OutboardError(code: .notSent, message: "\(method) was not sent: \(message)", mayHaveExecuted: false)
    }

    /// The error of a call that was in flight.
    func inFlight(method: String, age: UInt64) -> OutboardError {
        OutboardError(
            code: code, message: "\(method) was in flight for \(Self.describe(age: age)) when \(message)",
            mayHaveExecuted: true)
    }

    /// A time in nanoseconds, for messages.
    static func describe(age nanoseconds: UInt64) -> String {
        switch nanoseconds {
        case ..<10_000: "\(nanoseconds) ns"
        case ..<10_000_000: "\(nanoseconds / 1000) µs"
        default: "\(nanoseconds / 1_000_000) ms"
        }
    }
}
