// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The host's side of `Notes`.
public struct NotesClient: Notes, InterfaceClient {
    private static let milliseconds = ParameterDescriptor("milliseconds", Int.self)
    private static let number = ParameterDescriptor("_", Int.self)
    private static let sender = ParameterDescriptor("from", Int.self)

    public static let interface = InterfaceDescriptor(
        "Notes", version: "1.0",
        methods: [
            MethodDescriptor("note(_:from:)", [number, sender], isOneWay: true),
            MethodDescriptor("note(bytes:)", [ParameterDescriptor("bytes", [UInt8].self)], isOneWay: true),
            MethodDescriptor("rest(milliseconds:)", [milliseconds], isOneWay: true),
            MethodDescriptor("noteLater(_:milliseconds:)", [number, milliseconds], isAsync: true, isOneWay: true),
            MethodDescriptor("fail(reason:)", [ParameterDescriptor("reason", String.self)], isOneWay: true),
            MethodDescriptor("end()", isOneWay: true),
            MethodDescriptor("noteContext()", isOneWay: true),
            MethodDescriptor("notes(from:)", [sender], returns: [Int].self),
            MethodDescriptor("count()", returns: Int.self),
            MethodDescriptor("wait(milliseconds:)", [milliseconds]),
            MethodDescriptor("waitLater(milliseconds:)", [milliseconds], isAsync: true),
        ])

    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func note(_ number: Int, from sender: Int) throws {
        try caller.send(0, byteCount: 16) { writer in
            number.encode(into: &writer)
            sender.encode(into: &writer)
        }
    }

    public func note(bytes: [UInt8]) throws {
        try caller.send(1, byteCount: bytes.wireByteCount) { bytes.encode(into: &$0) }
    }

    public func rest(milliseconds: Int) throws {
        try caller.send(2, byteCount: 8) { milliseconds.encode(into: &$0) }
    }

    public func noteLater(_ number: Int, milliseconds: Int) async throws {
        try await caller.sendAsync(3, byteCount: 16) { writer in
            number.encode(into: &writer)
            milliseconds.encode(into: &writer)
        }
    }

    public func fail(reason: String) throws {
        try caller.send(4, byteCount: reason.wireByteCount) { reason.encode(into: &$0) }
    }

    public func end() throws {
        try caller.send(5, byteCount: 0) { _ in }
    }

    public func noteContext() throws {
        try caller.send(6, byteCount: 0) { _ in }
    }

    public func notes(from sender: Int) throws -> [Int] {
        try caller.call(7, byteCount: 8) {
            sender.encode(into: &$0)
        } decode: {
            (reader: inout WireReader) throws(WireError) -> [Int] in
            try reader.next()
        }
    }

    public func count() throws -> Int {
        try caller.call(8, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) -> Int in
            try reader.next()
        }
    }

    public func wait(milliseconds: Int) throws {
        try caller.call(9, byteCount: 8) {
            milliseconds.encode(into: &$0)
        } decode: {
            (_: inout WireReader) throws(WireError) in
        }
    }

    public func waitLater(milliseconds: Int) async throws {
        try await caller.callAsync(10, byteCount: 8) {
            milliseconds.encode(into: &$0)
        } decode: {
            (_: inout WireReader) throws(WireError) in
        }
    }

    /// The methods as values.
    public enum Call {
        public static func note(_ number: Int, from sender: Int) -> OneWayCall<NotesClient> {
            OneWayCall(0, number, sender)
        }
        public static func note(bytes: [UInt8]) -> OneWayCall<NotesClient> { OneWayCall(1, bytes) }
        public static func rest(milliseconds: Int) -> OneWayCall<NotesClient> { OneWayCall(2, milliseconds) }
        public static func count() -> MethodCall<NotesClient, Int> { MethodCall(8) }
    }
}
