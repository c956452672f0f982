/// One method of an interface.
///
/// Its ordinal, by which it is called, is its place in the list of the interface: methods are only ever added at the end.
public struct MethodDescriptor: Sendable {
    /// The full name, such as `getUserByClaim(claim:value:)`.
    public let name: String
    /// The parameters in order.
    public let parameters: [ParameterDescriptor]
    /// Whether the method is `async`.
    ///
    /// Not part of the contract: either side may be.
    public let isAsync: Bool
    /// Whether running the method twice is as good as running it once.
    ///
    /// A call of it that was in flight when a supervised plugin died is then made again in the next generation. Not part
    /// of the contract: the host alone decides it.
    public let isIdempotent: Bool
    /// Whether the method is one-way: it returns nothing, and its callers do not wait for it.
    ///
    /// Part of the contract.
    public let isOneWay: Bool
    let describeResult: @Sendable (inout WireSchema) -> WireType

    /// Describes a method that returns a value.
    public init<R: WireValue>(
        _ name: String, _ parameters: [ParameterDescriptor] = [], returns result: R.Type, isAsync: Bool = false,
        isIdempotent: Bool = false
    ) {
        self.name = name
        self.parameters = parameters
        self.isAsync = isAsync
        self.isIdempotent = isIdempotent
        self.isOneWay = false
        self.describeResult = { schema in R.describe(in: &schema) }
    }

    /// Describes a method that returns nothing.
    public init(
        _ name: String, _ parameters: [ParameterDescriptor] = [], isAsync: Bool = false, isIdempotent: Bool = false,
        isOneWay: Bool = false
    ) {
        self.name = name
        self.parameters = parameters
        self.isAsync = isAsync
        self.isIdempotent = isIdempotent
        self.isOneWay = isOneWay
        self.describeResult = { _ in isOneWay ? .oneWay : .void }
    }
}
