/// A one-way call as a value: a method of an interface with its arguments, not yet sent to anybody.
///
/// `@PluginInterface` makes one for each one-way method. It may be sent any number of times, to any number of plugins, from
/// any thread.
public struct OneWayCall<Client: InterfaceClient>: Sendable {
    /// The ordinal of the method: its place in the interface's list.
    public let method: UInt16
    /// The sum of the arguments' `wireByteCount`.
    public let byteCount: Int
    @usableFromInline let encode: @Sendable (inout WireWriter) -> Void

    /// Makes a call of a one-way method.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - byteCount: The sum of the arguments' `wireByteCount`.
    ///   - encode: Appends the arguments, in order and exactly `byteCount` bytes.
    @inlinable
    public init(_ method: UInt16, byteCount: Int, encode: @escaping @Sendable (inout WireWriter) -> Void) {
        self.method = method
        self.byteCount = byteCount
        self.encode = encode
    }

    /// Makes a call of a one-way method.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - arguments: The arguments in order.
    @inlinable
    public init<each Argument: WireValue>(_ method: UInt16, _ arguments: repeat each Argument) {
        var byteCount = 0
        for argument in repeat each arguments { byteCount &+= argument.wireByteCount }
        self.init(method, byteCount: byteCount) { writer in
            for argument in repeat each arguments { argument.encode(into: &writer) }
        }
    }
}
