/// What a call does when the plugin has as much to do as there is room for.
public struct BackPressure: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
        case suspend, fail
    }
    private let value: Value

    /// Waits, up to the call's deadline: an asynchronous call suspends its task until the plugin has room for it, a
    /// synchronous one blocks its thread until a lane is free.
    ///
    /// The default.
    public static var suspend: Self { Self(value: .suspend) }
    /// Fails at once, with the code `busy`; the call has not been sent.
    public static var fail: Self { Self(value: .fail) }

    /// The name.
    public var description: String { value.rawValue }
}
