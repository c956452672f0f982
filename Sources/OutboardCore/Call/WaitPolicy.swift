/// How the two ends of a lane wait for each other.
public struct WaitPolicy: Hashable, Sendable, CustomStringConvertible {
    package enum Value: UInt32 {
        case adaptive, spin, park
    }
    package let value: Value

    /// Polls for up to 50 µs, then sleeps until the bell.
    ///
    /// The default: the fastest while calls come often, free when they do not. With one usable processor it sleeps at
    /// once.
    public static var adaptive: Self { Self(value: .adaptive) }
    /// Polls without end: the lowest latency, at the price of a processor on each side.
    ///
    /// With one usable processor it acts like `park`.
    public static var spin: Self { Self(value: .spin) }
    /// Sleeps at once: the least processor time.
    public static var park: Self { Self(value: .park) }

    /// How long to poll before sleeping, in nanoseconds, on this machine.
    package var spinNanoseconds: UInt64 {
        guard SpinGate.isOpen else { return 0 }
        return switch value {
        case .adaptive: 50_000
        case .spin: .max
        case .park: 0
        }
    }

    /// The name of the policy.
    public var description: String { "\(value)" }
}
