public import OutboardCore

/// The host's side of what the stress of parking calls.
public struct PhaseClient: InterfaceClient {
    /// What host and plugin agree on.
    public static let interface = InterfaceDescriptor(
        "Phases", version: "1.0",
        methods: [
            MethodDescriptor("turn()", returns: Turn.self),
            MethodDescriptor("pin(to:)", [ParameterDescriptor("to", Int32.self)]),
        ])

    /// How the plugin is reached.
    public var caller: Caller

    /// Creates a client.
    public init(caller: Caller) {
        self.caller = caller
    }

    /// Lets a random time pass in the plugin.
    public func turn() throws -> Turn {
        try caller.call(0, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) -> Turn in
            try reader.next(Turn.self)
        }
    }

    /// The same, on the lane of asynchronous calls.
    public func turnLater() async throws -> Turn {
        try await caller.callAsync(0, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) -> Turn in
            try reader.next(Turn.self)
        }
    }

    /// The same, as a value.
    public static func turnCall() -> MethodCall<Self, Turn> { MethodCall(0) }

    /// Restricts the worker of the caller's lane to a processor.
    public func pin(to processor: Int32) throws {
        try caller.call(1, byteCount: processor.wireByteCount) { writer in
            processor.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    /// Restricts the worker of the lane of asynchronous calls to a processor.
    public func pinLater(to processor: Int32) async throws {
        try await caller.callAsync(1, byteCount: processor.wireByteCount) { writer in
            processor.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }
}
