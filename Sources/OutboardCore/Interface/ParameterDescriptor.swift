/// One parameter of a method.
public struct ParameterDescriptor: Sendable {
    /// The argument label, `_` if there is none.
    public let label: String
    let describe: @Sendable (inout WireSchema) -> WireType

    /// Describes a parameter.
    public init<T: WireValue>(_ label: String, _ type: T.Type) {
        self.label = label
        self.describe = { schema in T.describe(in: &schema) }
    }
}
