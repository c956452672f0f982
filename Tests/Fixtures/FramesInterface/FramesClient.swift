// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

import OutboardCore

/// The host's side of `Frames`.
public struct FramesClient: InterfaceClient, Frames {
    public static let interface = InterfaceDescriptor(
        "Frames", version: "1.0",
        methods: [
            MethodDescriptor(
                "checksum(of:)", [ParameterDescriptor("of", SharedBytes.self)], returns: UInt64.self,
                isIdempotent: true),
            MethodDescriptor(
                "checksums(of:)", [ParameterDescriptor("of", Scene.self)], returns: [UInt64].self),
            MethodDescriptor(
                "checksumLater(of:milliseconds:)",
                [ParameterDescriptor("of", SharedBytes.self), ParameterDescriptor("milliseconds", Int.self)],
                returns: UInt64.self, isAsync: true),
            MethodDescriptor("note(_:)", [ParameterDescriptor("_", SharedBytes.self)], isOneWay: true),
            MethodDescriptor("noted()", returns: UInt64.self),
            MethodDescriptor("keep(_:)", [ParameterDescriptor("_", SharedBytes.self)]),
            MethodDescriptor("keptChecksum()", returns: UInt64.self),
            MethodDescriptor("letGo()"),
            MethodDescriptor(
                "tamper(with:)", [ParameterDescriptor("with", SharedBytes.self)], returns: [Int32].self),
            MethodDescriptor("begun()", returns: Int.self),
            MethodDescriptor(
                "checksum(ofCopy:)", [ParameterDescriptor("ofCopy", [UInt8].self)], returns: UInt64.self),
        ])
    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func checksum(of frame: SharedBytes) throws -> UInt64 {
        try caller.call(MethodCall<Self, UInt64>(0, frame))
    }
    public func checksums(of scene: Scene) throws -> [UInt64] { try caller.call(MethodCall<Self, [UInt64]>(1, scene)) }
    public func checksumLater(of frame: SharedBytes, milliseconds: Int) async throws -> UInt64 {
        try await caller.callAsync(MethodCall<Self, UInt64>(2, frame, milliseconds))
    }
    public func note(_ frame: SharedBytes) throws {
        try caller.send(3, byteCount: frame.wireByteCount) { frame.encode(into: &$0) }
    }
    public func noted() throws -> UInt64 { try caller.call(MethodCall<Self, UInt64>(4)) }
    public func keep(_ frame: SharedBytes) throws { try caller.call(MethodCall<Self, Void>(5, frame)) }
    public func keptChecksum() throws -> UInt64 { try caller.call(MethodCall<Self, UInt64>(6)) }
    public func letGo() throws { try caller.call(MethodCall<Self, Void>(7)) }
    public func tamper(with frame: SharedBytes) throws -> [Int32] {
        try caller.call(MethodCall<Self, [Int32]>(8, frame))
    }
    public func begun() throws -> Int { try caller.call(MethodCall<Self, Int>(9)) }
    public func checksum(ofCopy bytes: [UInt8]) throws -> UInt64 {
        try caller.call(MethodCall<Self, UInt64>(10, bytes))
    }

    /// A call of `checksum(of:)`, for batches and groups.
    public static func checksumCall(of frame: SharedBytes) -> MethodCall<Self, UInt64> { MethodCall(0, frame) }
}
