// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The host's side of `Shelf`.
public struct ShelfClient: InterfaceClient, Shelf {
    public static let interface = InterfaceDescriptor(
        "Shelf", version: "1.0",
        methods: [
            MethodDescriptor("put(_:)", [ParameterDescriptor("_", String.self)], returns: Int.self),
            MethodDescriptor("items()", returns: [String].self),
            MethodDescriptor("label()", returns: String.self, isIdempotent: true),
            MethodDescriptor(
                "labelLater(milliseconds:)", [ParameterDescriptor("milliseconds", Int.self)], returns: String.self,
                isAsync: true),
            MethodDescriptor("drop(_:)", [ParameterDescriptor("_", String.self)]),
            MethodDescriptor("dropLater(_:)", [ParameterDescriptor("_", String.self)], isAsync: true),
        ], errors: [ShelfError.self])
    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func put(_ item: String) throws -> Int { try caller.call(MethodCall<Self, Int>(0, item)) }
    public func items() throws -> [String] { try caller.call(MethodCall<Self, [String]>(1)) }
    public func label() throws -> String { try caller.call(MethodCall<Self, String>(2)) }
    public func labelLater(milliseconds: Int) async throws -> String {
        try await caller.callAsync(MethodCall<Self, String>(3, milliseconds))
    }
    public func drop(_ item: String) throws { try caller.call(MethodCall<Self, Void>(4, item)) }
    public func dropLater(_ item: String) async throws { try await caller.callAsync(MethodCall<Self, Void>(5, item)) }
}

/// The host's side of `Door`.
public struct DoorClient: InterfaceClient, Door {
    public static let interface = InterfaceDescriptor(
        "Door", version: "2.3",
        methods: [
            MethodDescriptor("open()", returns: Int.self),
            MethodDescriptor("knock()", isOneWay: true),
            MethodDescriptor("knocks()", returns: Int.self),
            MethodDescriptor("force()"),
            MethodDescriptor("forceLater()", isAsync: true),
        ], errors: [DoorError.self])
    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func open() throws -> Int { try caller.call(MethodCall<Self, Int>(0)) }
    public func knock() throws { try caller.send(1, byteCount: 0) { _ in } }
    public func knocks() throws -> Int { try caller.call(MethodCall<Self, Int>(2)) }
    public func force() throws { try caller.call(MethodCall<Self, Void>(3)) }
    public func forceLater() async throws { try await caller.callAsync(MethodCall<Self, Void>(4)) }
}
