// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The host's side of `Logs`.
public struct LogsClient: Logs, InterfaceClient {
    private static let message = ParameterDescriptor("_", String.self)
    private static let number = ParameterDescriptor("_", Int.self)
    private static let level = ParameterDescriptor("level", Int.self)
    private static let count = ParameterDescriptor("count", Int.self)

    public static let interface = InterfaceDescriptor(
        "Logs", version: "1.0",
        methods: [
            MethodDescriptor("log(_:level:count:)", [message, level, count]),
            MethodDescriptor("logOnThreads(_:count:)", [number, count]),
            MethodDescriptor("logAll()"),
            MethodDescriptor("logAndEnd(_:signal:)", [message, ParameterDescriptor("signal", Int32.self)]),
            MethodDescriptor("level()", returns: Int.self),
            MethodDescriptor("measure(level:count:)", [level, count], returns: Int.self),
            MethodDescriptor("attack(_:)", [number]),
            MethodDescriptor(
                "printBytes(_:times:)",
                [ParameterDescriptor("_", [UInt8].self), ParameterDescriptor("times", Int.self)]),
        ])

    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    private func tell(_ method: UInt16, _ byteCount: Int, _ encode: (inout WireWriter) -> Void) throws {
        try caller.call(method, byteCount: byteCount, encode: encode) { (_: inout WireReader) throws(WireError) in }
    }

    private func ask(_ method: UInt16, _ byteCount: Int, _ encode: (inout WireWriter) -> Void) throws -> Int {
        try caller.call(method, byteCount: byteCount, encode: encode) {
            (reader: inout WireReader) throws(WireError) -> Int in
            try reader.next()
        }
    }

    public func log(_ message: String, level: Int, count: Int) throws {
        try tell(0, message.wireByteCount + 16) { writer in
            message.encode(into: &writer)
            level.encode(into: &writer)
            count.encode(into: &writer)
        }
    }

    public func logOnThreads(_ threads: Int, count: Int) throws {
        try tell(1, 16) { writer in
            threads.encode(into: &writer)
            count.encode(into: &writer)
        }
    }

    public func logAll() throws { try tell(2, 0) { _ in } }

    public func logAndEnd(_ message: String, signal: Int32) throws {
        try tell(3, message.wireByteCount + 4) { writer in
            message.encode(into: &writer)
            signal.encode(into: &writer)
        }
    }

    public func level() throws -> Int { try ask(4, 0) { _ in } }

    public func measure(level: Int, count: Int) throws -> Int {
        try ask(5, 16) { writer in
            level.encode(into: &writer)
            count.encode(into: &writer)
        }
    }

    public func attack(_ kind: Int) throws { try tell(6, 8) { kind.encode(into: &$0) } }

    public func printBytes(_ bytes: [UInt8], times: Int) throws {
        try tell(7, bytes.wireByteCount + 8) { writer in
            bytes.encode(into: &writer)
            times.encode(into: &writer)
        }
    }
}
