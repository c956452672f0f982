/// A call, or the start of a plugin, failed in the runtime: not in the plugin's own code.
///
/// An error that the plugin's method throws arrives as its own type if the interface declares it, otherwise as a
/// `RemoteError`.
public struct OutboardError: Error, Sendable, CustomStringConvertible {
    /// The kinds of `OutboardError`.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case startFailed, refused, interfaceMismatch, unknownMethod, notSent, lost, timeout, violated, stuck, busy
            case invalidPayload, payloadTooLarge, invalidConfiguration, notServed
        }
        private let value: Value

        private init(_ value: Value) { self.value = value }

        /// The plugin did not reach the point where it can be called.
        ///
        /// The message names the step and its cause.
        public static var startFailed: Self { Self(.startFailed) }
        /// The plugin refused its configuration.
        ///
        /// The message is the plugin's.
        public static var refused: Self { Self(.refused) }
        /// Host and plugin do not agree about an interface.
        ///
        /// The message shows both sides.
        public static var interfaceMismatch: Self { Self(.interfaceMismatch) }
        /// The plugin is older than the host and does not have the method.
        public static var unknownMethod: Self { Self(.unknownMethod) }
        /// The plugin is gone, and the call never reached it.
        public static var notSent: Self { Self(.notSent) }
        /// The plugin died, or was stopped, with the call in flight.
        public static var lost: Self { Self(.lost) }
        /// The deadline passed without an answer.
        public static var timeout: Self { Self(.timeout) }
        /// The plugin broke the protocol and was killed.
        public static var violated: Self { Self(.violated) }
        /// The plugin was killed because it did not end a call whose caller had given up, or did not respond at all.
        ///
        /// The message names that call's method.
        public static var stuck: Self { Self(.stuck) }
        /// There is no room for another one now.
        ///
        /// All lanes are in use, or too many calls are unanswered, and the client is not to wait for that to change
        /// (`backPressure(.fail)`). Or a plugin has had as many instances as it can have in its life.
        public static var busy: Self { Self(.busy) }
        /// Arguments or result do not have the encoding that both sides agreed on.
        public static var invalidPayload: Self { Self(.invalidPayload) }
        /// The arguments are larger than the host allows, or there is no memory for them.
        ///
        /// A result that is too large gives `invalidPayload`.
        public static var payloadTooLarge: Self { Self(.payloadTooLarge) }
        /// The options make no sense together.
        public static var invalidConfiguration: Self { Self(.invalidConfiguration) }
        /// The caller of a plugin's method does not serve what the method asks of its host.
        public static var notServed: Self { Self(.notServed) }

        /// The name of the code.
        public var description: String { value.rawValue }
    }

    /// What happened.
    public let code: Code
    /// What happened, to whom, and what can be done about it.
    public let message: String
    /// Whether the plugin may have run the method.
    ///
    /// When false, calling again is safe.
    public let mayHaveExecuted: Bool

    /// Creates an error.
    public init(code: Code, message: String, mayHaveExecuted: Bool = false) {
        self.code = code
        self.message = message
        self.mayHaveExecuted = mayHaveExecuted
    }

    /// Code and message.
    public var description: String { "\(code): \(message)" }
}
