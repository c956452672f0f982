// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The host's side of `Archive`.
public struct ArchiveClient: Archive, InterfaceClient {
    private static let paths = [ParameterDescriptor("_", [String].self)]
    private static let path = [ParameterDescriptor("_", String.self)]

    public static let interface = InterfaceDescriptor(
        "Archive", version: "1.0",
        methods: [
            MethodDescriptor("collect(_:)", paths, returns: [UInt8].self, isAsync: true),
            MethodDescriptor("collectAtOnce(_:)", paths, returns: Int.self, isAsync: true),
            MethodDescriptor("misuse(_:)", path, returns: String.self, isAsync: true),
            MethodDescriptor("readAndWait(_:)", path, isAsync: true),
            MethodDescriptor("counts()", returns: [String: Int].self),
            MethodDescriptor("collectNow(_:)", path, returns: [UInt8].self),
            MethodDescriptor(
                "double(atMost:)", [ParameterDescriptor("atMost", Int.self)], returns: Int.self, isAsync: true),
            MethodDescriptor("readForEver(_:)", path, isAsync: true),
        ], errors: [MissingDocument.self])

    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func collect(_ paths: [String]) async throws -> [UInt8] {
        try await caller.callAsync(MethodCall<Self, [UInt8]>(0, paths))
    }

    public func collectAtOnce(_ paths: [String]) async throws -> Int {
        try await caller.callAsync(MethodCall<Self, Int>(1, paths))
    }

    public func misuse(_ what: String) async throws -> String {
        try await caller.callAsync(MethodCall<Self, String>(2, what))
    }

    public func readAndWait(_ path: String) async throws {
        try await caller.callAsync(MethodCall<Self, Void>(3, path))
    }

    public func counts() throws -> [String: Int] { try caller.call(MethodCall<Self, [String: Int]>(4)) }

    public func collectNow(_ path: String) throws -> [UInt8] { try caller.call(MethodCall<Self, [UInt8]>(5, path)) }

    public func double(atMost count: Int) async throws -> Int {
        try await caller.callAsync(MethodCall<Self, Int>(6, count))
    }

    public func readForEver(_ path: String) async throws {
        try await caller.callAsync(MethodCall<Self, Void>(7, path))
    }

    /// `collect(_:)`, as a requirement that is not `async` would call it.
    public func collectOnThread(_ paths: [String]) throws -> [UInt8] {
        try caller.call(MethodCall<Self, [UInt8]>(0, paths))
    }
}
