internal import OutboardSystem

/// How the two ends of a lane wait for each other.
///
/// Chosen for a plugin in `PluginOptions.waiting`, and for single calls with ``Caller/waiting(_:)``. With one usable
/// processor, by affinity or by the quota of a control group, no policy polls.
public struct WaitPolicy: Hashable, Sendable, CustomStringConvertible {
    package enum Value: UInt32 {
        case adaptive, spin, park, handoff
    }
    package let value: Value

    /// Polls while calls come often, and hands the processor over when they do not.
    ///
    /// The default. How long it polls follows from what a wake-up costs on this machine, see ``WaitCalibration``; each
    /// lane goes over to handing off after a few calls that found the plugin asleep, and back when calls come faster
    /// than a wake-up takes.
    public static var adaptive: Self { Self(value: .adaptive) }
    /// Polls without end: the lowest latency, at the price of a processor on each side.
    ///
    /// With one usable processor it acts like `park`.
    public static var spin: Self { Self(value: .spin) }
    /// Sleeps at once, and leaves it to the scheduler where the two threads run.
    public static var park: Self { Self(value: .park) }
    /// Sleeps at once, with the plugin's worker on the processor of its caller: a call is two switches of threads
    /// instead of two interrupts from one processor to another.
    ///
    /// The worker follows when its caller moves. While it waits, the calling thread is kept on its processor.
    public static var handoff: Self { Self(value: .handoff) }

    /// How long the plugin's workers may poll before they sleep, in nanoseconds, on this machine.
    package var spinNanoseconds: UInt64 {
        guard SpinGate.isOpen else { return 0 }
        return switch value {
        case .adaptive: WaitCalibration.pollNanoseconds
        case .spin: .max
        case .park, .handoff: 0
        }
    }

    /// The name of the policy.
    public var description: String { "\(value)" }
}
