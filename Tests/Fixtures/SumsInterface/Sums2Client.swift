public import OutboardCore

/// The host's side of `Sums` 2.0.
public struct Sums2Client: InterfaceClient {
    /// What is called.
    public static let interface = SumsVersion.third.interface
    /// How.
    public var caller: Caller

    /// Creates a client.
    public init(caller: Caller) { self.caller = caller }

    /// The version whose code runs.
    public func version() throws -> String { try caller.call(MethodCall<Self, String>(0)) }
    /// The sum.
    public func add(_ numbers: [Int]) throws -> Int { try caller.call(MethodCall<Self, Int>(1, numbers)) }
}
