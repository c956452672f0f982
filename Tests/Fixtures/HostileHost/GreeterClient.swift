import OutboardCore

/// The interface that the hostile plugin serves, and the honest one beside it.
struct GreeterClient: InterfaceClient {
    static let interface = InterfaceDescriptor(
        "Greeter", version: "1.0",
        methods: [MethodDescriptor("greet(name:)", [ParameterDescriptor("name", String.self)], returns: String.self)])

    var caller: Caller

    func greet(name: String) throws -> String {
        try caller.call(0, byteCount: name.wireByteCount) { writer in
            name.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> String in
            try reader.next()
        }
    }

    func greetSuspending(name: String) async throws -> String {
        try await caller.callAsync(0, byteCount: name.wireByteCount) { writer in
            name.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> String in
            try reader.next()
        }
    }
}
