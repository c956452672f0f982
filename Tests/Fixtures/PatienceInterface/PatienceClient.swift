// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The host's side of `Patience`.
public struct PatienceClient: Patience, InterfaceClient {
    private static let milliseconds = [ParameterDescriptor("milliseconds", Int.self)]
    private static let number = [ParameterDescriptor("number", Int.self)]
    private static let ballast = [ParameterDescriptor("ballast", [UInt8].self)]

    public static let interface = InterfaceDescriptor(
        "Patience", version: "1.0",
        methods: [
            MethodDescriptor("loop()"),
            MethodDescriptor("compute()", isAsync: true),
            MethodDescriptor("suspend()", isAsync: true),
            MethodDescriptor("watch()", isAsync: true),
            MethodDescriptor("ignore(milliseconds:)", milliseconds, returns: Bool.self),
            MethodDescriptor("ignoreLater(milliseconds:)", milliseconds, returns: Bool.self, isAsync: true),
            MethodDescriptor("block()", isAsync: true),
            MethodDescriptor("release()"),
            MethodDescriptor("leaveBehind()", isAsync: true),
            MethodDescriptor("echo(number:)", number, returns: [Int].self),
            MethodDescriptor("echoLater(number:)", number, returns: [Int].self, isAsync: true),
            MethodDescriptor("timeLeft(ballast:)", ballast, returns: [Int64].self),
            MethodDescriptor("timeLeftLater(ballast:)", ballast, returns: [Int64].self, isAsync: true),
            MethodDescriptor("counts()", returns: [Int].self),
        ])

    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    private func call<R: WireValue>(_ method: UInt16, _ argument: some WireValue) throws -> R {
        try caller.call(method, byteCount: argument.wireByteCount) { writer in
            argument.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> R in
            try reader.next()
        }
    }

    private func callAsync<R: WireValue & Sendable>(_ method: UInt16, _ argument: some WireValue) async throws -> R {
        try await caller.callAsync(method, byteCount: argument.wireByteCount) { writer in
            argument.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> R in
            try reader.next()
        }
    }

    private func callVoidAsync(_ method: UInt16) async throws {
        try await caller.callAsync(method, byteCount: 0) { _ in
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    /// Calls a method without arguments and result, whatever kind it is, on the calling thread.
    public func callVoid(_ method: UInt16) throws {
        try caller.call(method, byteCount: 0) { _ in
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    public func loop() throws { try callVoid(0) }
    public func compute() async throws { try await callVoidAsync(1) }
    public func suspend() async throws { try await callVoidAsync(2) }
    public func watch() async throws { try await callVoidAsync(3) }
    public func ignore(milliseconds: Int) throws -> Bool { try call(4, milliseconds) }
    public func ignoreLater(milliseconds: Int) async throws -> Bool { try await callAsync(5, milliseconds) }
    public func block() async throws { try await callVoidAsync(6) }
    public func release() throws { try callVoid(7) }
    public func leaveBehind() async throws { try await callVoidAsync(8) }
    public func echo(number: Int) throws -> [Int] { try call(9, number) }
    public func echoLater(number: Int) async throws -> [Int] { try await callAsync(10, number) }
    public func timeLeft(ballast: [UInt8]) throws -> [Int64] { try call(11, ballast) }
    public func timeLeftLater(ballast: [UInt8]) async throws -> [Int64] { try await callAsync(12, ballast) }

    public func counts() throws -> [Int] {
        try caller.call(13, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) -> [Int] in
            try reader.next()
        }
    }
}
