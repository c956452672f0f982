/// A call as a value: a method of an interface with its arguments, not yet sent to anybody.
///
/// What is called many times, or at many plugins, is written down once:
///
/// ```swift
/// extension StationClient {
///     static func reading(sensor: String) -> MethodCall<StationClient, Reading> { MethodCall(0, sensor) }
/// }
///
/// let readings = group.all(StationClient.reading(sensor: "north"))
/// ```
///
/// Making one encodes nothing yet. It may be sent any number of times, from any thread.
public struct MethodCall<Client: InterfaceClient, Value>: Sendable {
    /// The ordinal of the method: its place in the interface's list.
    public let method: UInt16
    /// The sum of the arguments' `wireByteCount`.
    public let byteCount: Int
    @usableFromInline let encode: @Sendable (inout WireWriter) -> Void
    @usableFromInline let decode: @Sendable (inout WireReader) throws(WireError) -> Value

    /// Makes a call of a method.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - byteCount: The sum of the arguments' `wireByteCount`.
    ///   - encode: Appends the arguments, in order and exactly `byteCount` bytes.
    ///   - decode: Reads the result.
    @inlinable
    public init(
        _ method: UInt16, byteCount: Int, encode: @escaping @Sendable (inout WireWriter) -> Void,
        decode: @escaping @Sendable (inout WireReader) throws(WireError) -> Value
    ) {
        self.method = method
        self.byteCount = byteCount
        self.encode = encode
        self.decode = decode
    }

    @inlinable
    init<each Argument: WireValue>(
        _ method: UInt16, arguments: repeat each Argument,
        decode: @escaping @Sendable (inout WireReader) throws(WireError) -> Value
    ) {
        var byteCount = 0
        for argument in repeat each arguments { byteCount &+= argument.wireByteCount }
        self.init(
            method, byteCount: byteCount,
            encode: { writer in
                for argument in repeat each arguments { argument.encode(into: &writer) }
            }, decode: decode)
    }
}

extension MethodCall where Value: WireValue {
    /// Makes a call of a method that returns a value.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - arguments: The arguments in order.
    @inlinable
    public init<each Argument: WireValue>(_ method: UInt16, _ arguments: repeat each Argument) {
        self.init(method, arguments: repeat each arguments) { (reader: inout WireReader) throws(WireError) -> Value in
            try Value(from: &reader)
        }
    }
}

extension MethodCall where Value == Void {
    /// Makes a call of a method that returns nothing.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - arguments: The arguments in order.
    @inlinable
    public init<each Argument: WireValue>(_ method: UInt16, _ arguments: repeat each Argument) {
        self.init(method, arguments: repeat each arguments) { (_: inout WireReader) throws(WireError) in }
    }
}

extension Caller {
    /// Sends a call and waits for its answer on the calling thread, as `call(_:byteCount:encode:decode:)` does.
    @inlinable
    public func call<Client, Value>(_ call: MethodCall<Client, Value>) throws -> Value {
        try self.call(call.method, byteCount: call.byteCount, encode: call.encode, decode: call.decode)
    }

    /// Sends a call and suspends the task until its answer is there, as `callAsync(_:byteCount:encode:decode:)` does.
    @inlinable
    public func callAsync<Client, Value: Sendable>(_ call: MethodCall<Client, Value>) async throws -> Value {
        try await callAsync(call.method, byteCount: call.byteCount, encode: call.encode, decode: call.decode)
    }
}

extension CallPipeline {
    /// Sends a call without waiting for its answer, as `submit(_:byteCount:encode:)` does.
    @inlinable @discardableResult
    public mutating func submit<Client, Value>(_ call: MethodCall<Client, Value>) throws -> UInt32 {
        try submit(call.method, byteCount: call.byteCount, encode: call.encode)
    }
}
