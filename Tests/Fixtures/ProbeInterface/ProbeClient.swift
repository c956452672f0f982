// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The host's side of `Probe`.
public struct ProbeClient: Probe, InterfaceClient {
    public static let interface = InterfaceDescriptor(
        "Probe", version: "1.0",
        methods: [
            MethodDescriptor("null()"),
            MethodDescriptor("echo(bytes:)", [ParameterDescriptor("bytes", [UInt8].self)], returns: [UInt8].self),
            MethodDescriptor(
                "sum(_:_:)",
                [ParameterDescriptor("_", Int.self), ParameterDescriptor("_", Int.self)],
                returns: Int.self),
            MethodDescriptor("fail(reason:)", [ParameterDescriptor("reason", String.self)]),
            MethodDescriptor("failUndeclared()"),
            MethodDescriptor("end(_:)", [ParameterDescriptor("_", ProbeEnd.self)]),
            MethodDescriptor(
                "sleep(milliseconds:)", [ParameterDescriptor("milliseconds", Int.self)], isIdempotent: true),
            MethodDescriptor("make(byteCount:)", [ParameterDescriptor("byteCount", Int.self)], returns: [UInt8].self),
            MethodDescriptor("checksum(bytes:)", [ParameterDescriptor("bytes", [UInt8].self)], returns: UInt64.self),
            MethodDescriptor("descriptors()", returns: [Int32: String].self),
            MethodDescriptor("environment()", returns: [String: String].self),
            MethodDescriptor(
                "write(stdout:stderr:)",
                [ParameterDescriptor("stdout", String.self), ParameterDescriptor("stderr", String.self)]),
            MethodDescriptor(
                "echoLater(_:milliseconds:)",
                [ParameterDescriptor("_", String.self), ParameterDescriptor("milliseconds", Int.self)],
                returns: String.self,
                isAsync: true, isIdempotent: true),
            MethodDescriptor(
                "failLater(milliseconds:)",
                [ParameterDescriptor("milliseconds", Int.self)],
                isAsync: true),
            MethodDescriptor("attackDescriptors()", returns: [String].self),
        ], errors: [ProbeError.self])

    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func null() throws {
        try caller.call(0, byteCount: 0) { _ in
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    public func echo(bytes: [UInt8]) throws -> [UInt8] {
        try caller.callForBytes(1, byteCount: bytes.wireByteCount) { writer in
            bytes.encode(into: &writer)
        }
    }

    public func sum(_ first: Int, _ second: Int) throws -> Int {
        try caller.call(2, byteCount: first.wireByteCount &+ second.wireByteCount) { writer in
            first.encode(into: &writer)
            second.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> Int in
            try reader.next()
        }
    }

    public func fail(reason: String) throws {
        try caller.call(3, byteCount: reason.wireByteCount) { writer in
            reason.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    public func failUndeclared() throws {
        try caller.call(4, byteCount: 0) { _ in
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    public func end(_ how: ProbeEnd) throws {
        try caller.call(5, byteCount: how.wireByteCount) { writer in
            how.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    public func sleep(milliseconds: Int) throws {
        try caller.call(6, byteCount: milliseconds.wireByteCount) { writer in
            milliseconds.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    public func make(byteCount: Int) throws -> [UInt8] {
        try caller.callForBytes(7, byteCount: byteCount.wireByteCount) { writer in
            byteCount.encode(into: &writer)
        }
    }

    public func checksum(bytes: [UInt8]) throws -> UInt64 {
        try caller.call(8, byteCount: bytes.wireByteCount) { writer in
            bytes.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> UInt64 in
            try reader.next()
        }
    }

    public func descriptors() throws -> [Int32: String] {
        try caller.call(9, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) -> [Int32: String] in
            try reader.next()
        }
    }

    public func environment() throws -> [String: String] {
        try caller.call(10, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) -> [String: String] in
            try reader.next()
        }
    }

    public func write(stdout: String, stderr: String) throws {
        try caller.call(11, byteCount: stdout.wireByteCount &+ stderr.wireByteCount) { writer in
            stdout.encode(into: &writer)
            stderr.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    public func echoLater(_ text: String, milliseconds: Int) async throws -> String {
        try await caller.callAsync(12, byteCount: text.wireByteCount &+ milliseconds.wireByteCount) { writer in
            text.encode(into: &writer)
            milliseconds.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> String in
            try reader.next()
        }
    }

    public func failLater(milliseconds: Int) async throws {
        try await caller.callAsync(13, byteCount: milliseconds.wireByteCount) { writer in
            milliseconds.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    public func attackDescriptors() throws -> [String] {
        try caller.call(14, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) -> [String] in
            try reader.next()
        }
    }
}
