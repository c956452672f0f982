/// A call that a plugin goes on with although its caller gave up: it timed out, was cancelled or left behind.
public struct StuckCall: Sendable, Hashable, CustomStringConvertible {
    /// The method, with the labels of its parameters.
    public let method: String
    /// How long ago the caller gave up.
    public let duration: Duration

    /// For messages: "stuck for 4 s in resize(image:)".
    public var description: String { "stuck for \(Self.describe(duration)) in \(method)" }

    /// A duration in whole seconds, or milliseconds if it is less than one.
    package static func describe(_ duration: Duration) -> String {
        let milliseconds = duration.clampedNanoseconds / 1_000_000
        return milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) s"
    }
}
