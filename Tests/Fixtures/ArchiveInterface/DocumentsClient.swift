// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The plugin's side of `Documents`.
public struct DocumentsClient: Documents, InterfaceClient {
    private static let path = [ParameterDescriptor("path", String.self)]

    public static let interface = InterfaceDescriptor(
        "Documents", version: "1.0",
        methods: [
            MethodDescriptor("read(path:)", path, returns: [UInt8].self, isAsync: true),
            MethodDescriptor("length(path:)", path, returns: Int.self),
            MethodDescriptor(
                "pull(atMost:)", [ParameterDescriptor("atMost", Int.self)], returns: [Int].self, isAsync: true),
            MethodDescriptor("push(_:)", [ParameterDescriptor("_", [Int].self)], isAsync: true),
        ], errors: [MissingDocument.self])

    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func read(path: String) async throws -> [UInt8] {
        try await caller.callAsync(MethodCall<Self, [UInt8]>(0, path))
    }

    public func length(path: String) throws -> Int { try caller.call(MethodCall<Self, Int>(1, path)) }

    /// `length(path:)`, as a requirement that is `async` would call it.
    public func lengthLater(path: String) async throws -> Int {
        try await caller.callAsync(MethodCall<Self, Int>(1, path))
    }

    public func pull(atMost count: Int) async throws -> [Int] {
        try await caller.callAsync(MethodCall<Self, [Int]>(2, count))
    }

    public func push(_ items: [Int]) async throws {
        try await caller.callAsync(MethodCall<Self, Void>(3, items))
    }

    /// A method that no host has.
    public func unknown() async throws { try await caller.callAsync(MethodCall<Self, Void>(9)) }

    /// A method of the host with another argument than it takes.
    public func readWrongly() async throws -> [UInt8] { try await caller.callAsync(MethodCall<Self, [UInt8]>(0, 7)) }
}
