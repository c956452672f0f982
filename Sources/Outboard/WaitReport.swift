public import OutboardCore

/// How the calls of a plugin wait, and what that rests on.
public struct WaitReport: Sendable, Hashable, CustomStringConvertible {
    /// The policy of the plugin's options.
    public var policy: WaitPolicy
    /// The measurements of this process; nil during the first milliseconds of its first plugin.
    public var calibration: WaitCalibration?
    /// What the host waits with for all but synchronous calls to one plugin.
    public var backend: WaitBackend
    /// That, and why, as a sentence: "The host waits with epoll, because …".
    public var backendReason: String

    /// All of it in one line.
    public var description: String { "\(choice). \(backendReason)" }

    private var choice: String {
        guard let calibration else { return "\(policy), not calibrated yet" }
        guard calibration.usableProcessors > 1 else { return "\(policy), which never polls here: \(calibration)" }
        let then = calibration.prefersHandoff ? "then hands the processor over" : "then sleeps"
        return policy == .adaptive ? "adaptive, \(then): \(calibration)" : "\(policy): \(calibration)"
    }
}
