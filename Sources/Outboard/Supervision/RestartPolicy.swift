/// When and how often a supervised plugin is started again after its end.
///
/// The first restart comes at once. Each further one waits longer, until the plugin has run for long enough. A plugin that
/// ends too often is given up: its state is ``PluginState/failed(_:)`` then, until ``SupervisedPlugin/reset()``.
///
/// ```swift
/// var restart = RestartPolicy.onFailure
/// restart.maximumDelay = .seconds(5)
/// ```
public struct RestartPolicy: Sendable, Hashable {
    /// After which ends a plugin is started again.
    enum Condition {
        case never, onFailure, always
    }

    /// After which ends a plugin is started again.
    let condition: Condition
    /// How long the second restart in a row waits.
    ///
    /// By default 100 ms.
    public var initialDelay: Duration = .milliseconds(100)
    /// By how much each further restart in a row waits longer than the one before.
    ///
    /// By default 2; less than 1 counts as 1.
    public var factor: Double = 2
    /// The longest that a restart waits.
    ///
    /// By default 30 s.
    public var maximumDelay: Duration = .seconds(30)
    /// The share of a delay that is left to chance, so that many plugins with one cause do not come back in step.
    ///
    /// By default 0.2: a delay of 100 ms takes from 80 to 120 ms. From 0 to 1.
    public var jitter: Double = 0.2
    /// How many restarts there may be within ``window``; one more, and the plugin is given up.
    ///
    /// By default 5.
    public var maximumRestarts: Int = 5
    /// Over which time restarts are counted.
    ///
    /// By default 10 s. A plugin that has run for twice as long starts over with its delays.
    public var window: Duration = .seconds(10)

    private init(_ condition: Condition) {
        self.condition = condition
    }

    /// Never: the first end is the last.
    public static var never: RestartPolicy { RestartPolicy(.never) }
    /// After each end that nobody asked for, but for an exit with status 0 while no call is in flight.
    public static var onFailure: RestartPolicy { RestartPolicy(.onFailure) }
    /// After each end that the host did not ask for.
    public static var always: RestartPolicy { RestartPolicy(.always) }
}
