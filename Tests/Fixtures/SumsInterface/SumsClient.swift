public import OutboardCore

/// The host's side of `Sums` 1.2.
public struct SumsClient: InterfaceClient {
    /// What is called.
    public static let interface = SumsVersion.second.interface
    /// How.
    public var caller: Caller

    /// Creates a client.
    public init(caller: Caller) { self.caller = caller }

    /// The version whose code runs.
    public func version() throws -> String { try caller.call(MethodCall<Self, String>(0)) }
    /// The sum.
    public func add(_ first: Int, _ second: Int) throws -> Int {
        try caller.call(MethodCall<Self, Int>(1, first, second))
    }
    /// The product; not in 1.0.
    public func multiply(_ first: Int, _ second: Int) throws -> Int {
        try caller.call(MethodCall<Self, Int>(2, first, second))
    }
}
