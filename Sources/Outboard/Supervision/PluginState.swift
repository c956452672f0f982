public import OutboardCore

/// Where a supervised plugin stands.
///
/// ```
/// idle ◀──────────┐
///   ▼             │
/// starting ──▶ ready ──▶ draining ──▶ stopped
///    ▲  └────────┴──▶ crashed ──▶ failed
///    └── backingOff ◀────┘
/// ```
public enum PluginState: Sendable {
    /// No generation runs, because none is needed: the next call starts one, and waits for it.
    case idle
    /// A generation is launched and has not completed its handshake; calls wait.
    case starting
    /// The plugin can be called.
    case ready
    /// The host asked the plugin to stop: it refuses new calls and finishes those in flight.
    case draining
    /// The plugin has ended for good: it was stopped, or it exited with status 0 and its policy accepts that.
    case stopped
    /// A generation ended without being asked to; what follows comes at once.
    case crashed(CrashReport)
    /// The next generation is launched at a moment; calls wait.
    ///
    /// The attempt counts the restarts since the plugin last ran for long enough.
    case backingOff(attempt: Int, until: SuspendingClock.Instant)
    /// The plugin is not started again, for the reason that the error tells, until ``SupervisedPlugin/reset()``.
    case failed(OutboardError)

    /// Whether nothing follows.
    var isFinal: Bool {
        if case .stopped = self { return true }
        return false
    }
}

extension PluginState: CustomStringConvertible {
    /// The name of the state with what it says: "backing off (attempt 2)".
    public var description: String {
        switch self {
        case .idle: "idle"
        case .starting: "starting"
        case .ready: "ready"
        case .draining: "draining"
        case .stopped: "stopped"
        case .crashed(let report): "crashed: \(report.cause)"
        case .backingOff(let attempt, _): "backing off (attempt \(attempt))"
        case .failed(let error): "failed: \(error.message)"
        }
    }
}
