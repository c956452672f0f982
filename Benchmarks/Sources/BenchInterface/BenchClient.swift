public import OutboardCore

/// The host's side of ``Bench``.
public struct BenchClient: Bench, InterfaceClient {
    /// What host and plugin agree on.
    public static let interface = InterfaceDescriptor(
        "Bench", version: "1.0",
        methods: [
            MethodDescriptor("null()"),
            MethodDescriptor("echo(bytes:)", [ParameterDescriptor("bytes", [UInt8].self)], returns: [UInt8].self),
            MethodDescriptor(
                "sleep(shortest:longest:)",
                [ParameterDescriptor("shortest", UInt64.self), ParameterDescriptor("longest", UInt64.self)]),
            MethodDescriptor("ends(of:)", [ParameterDescriptor("of", SharedBytes.self)], returns: UInt64.self),
            MethodDescriptor("echo(lent:)", [ParameterDescriptor("lent", SharedBytes.self)], returns: [UInt8].self),
        ])

    /// How the plugin is reached.
    public var caller: Caller

    /// Creates a client.
    public init(caller: Caller) {
        self.caller = caller
    }

    /// Does nothing, in the plugin.
    public func null() throws {
        try caller.call(0, byteCount: 0) { _ in
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    /// Returns its argument, from the plugin.
    public func echo(bytes: [UInt8]) throws -> [UInt8] {
        try caller.callForBytes(1, byteCount: bytes.wireByteCount) { writer in
            bytes.encode(into: &writer)
        }
    }

    /// Sleeps, in the plugin.
    public func sleep(shortest: UInt64, longest: UInt64) throws {
        try caller.call(2, byteCount: shortest.wireByteCount &+ longest.wireByteCount) { writer in
            shortest.encode(into: &writer)
            longest.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    /// Returns the sum of the first and of the last eight bytes of what it is lent, from the plugin.
    public func ends(of lent: SharedBytes) throws -> UInt64 {
        try caller.call(3, byteCount: lent.wireByteCount) { writer in
            lent.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> UInt64 in
            try reader.next(UInt64.self)
        }
    }

    /// Returns what it is lent, from the plugin.
    public func echo(lent: SharedBytes) throws -> [UInt8] {
        try caller.callForBytes(4, byteCount: lent.wireByteCount) { writer in
            lent.encode(into: &writer)
        }
    }

    /// A call of ``null()`` as a value.
    public static func nullCall() -> MethodCall<Self, Void> { MethodCall(0) }

    /// A call of ``sleep(shortest:longest:)`` as a value.
    public static func sleepCall(shortest: UInt64, longest: UInt64) -> MethodCall<Self, Void> {
        MethodCall(2, shortest, longest)
    }
}
