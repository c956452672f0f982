public import OutboardCore

/// The host's side of ``Bench``.
public struct BenchClient: Bench, InterfaceClient {
    /// What host and plugin agree on.
    public static let interface = InterfaceDescriptor(
        "Bench", version: "1.0",
        methods: [
            MethodDescriptor("null()"),
            MethodDescriptor("echo(bytes:)", [ParameterDescriptor("bytes", [UInt8].self)], returns: [UInt8].self),
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
        try caller.call(1, byteCount: bytes.wireByteCount) { writer in
            bytes.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> [UInt8] in
            try reader.next([UInt8].self)
        }
    }
}
