#if Macros
import Testing

/// What `@PluginInterface` generates, whole.
@Suite struct PluginInterfaceExpansionTests {
    @Test func interface() {
        Expansion.expect(
            """
            @PluginInterface(version: "1.2", errors: [NotFound.self])
            public protocol UserManager: Sendable {
                func getUserByClaim(claim: String, value: String) throws -> User
                func refresh(_ userFile: String) async throws
                func count() async throws -> Int
                func ping() throws
            }
            """,
            becomes: """
                public protocol UserManager: Sendable {
                    func getUserByClaim(claim: String, value: String) throws -> User
                    func refresh(_ userFile: String) async throws
                    func count() async throws -> Int
                    func ping() throws
                }

                \(Self.client)

                \(Self.dispatcher)
                """
        )
    }

    @Test func emptyInterface() {
        Expansion.expect(
            """
            @PluginInterface
            protocol Marker: Sendable {}
            """,
            becomes: """
                protocol Marker: Sendable {}

                /// Calls `Marker` in a plugin: what a host holds.
                struct MarkerClient: Marker, InterfaceClient {
                    static let interface = InterfaceDescriptor(
                        "Marker",
                        version: "1.0",
                        methods: []
                    )

                    var caller: Caller

                    init(caller: Caller) {
                        self.caller = caller
                    }
                }

                /// Serves `Marker` from an implementation: what a plugin holds.
                struct MarkerDispatcher<Implementation: Marker>: InterfaceDispatcher {
                    static var interface: InterfaceDescriptor {
                        MarkerClient.interface
                    }

                    let implementation: Implementation

                    init(_ implementation: Implementation) {
                        self.implementation = implementation
                    }

                    func dispatch(_ call: inout IncomingCall) {
                        call.rejectUnknownMethod()
                    }
                }
                """
        )
    }

    private static let client = """
        /// Calls `UserManager` in a plugin: what a host holds.
        public struct UserManagerClient: UserManager, InterfaceClient {
            public static let interface = InterfaceDescriptor(
                "UserManager",
                version: "1.2",
                methods: [
                    MethodDescriptor(
                        "getUserByClaim(claim:value:)",
                        [ParameterDescriptor("claim", String.self), ParameterDescriptor("value", String.self)],
                        returns: User.self
                    ),
                    MethodDescriptor("refresh(_:)", [ParameterDescriptor("_", String.self)], isAsync: true),
                    MethodDescriptor("count()", [], returns: Int.self, isAsync: true),
                    MethodDescriptor("ping()", []),
                ],
                errors: [NotFound.self]
            )

            public var caller: Caller

            public init(caller: Caller) {
                self.caller = caller
            }

            public func getUserByClaim(claim: String, value: String) throws -> User {
                try self.caller.call(0, byteCount: claim.wireByteCount &+ value.wireByteCount) { writer in
                    claim.encode(into: &writer)
                    value.encode(into: &writer)
                } decode: { (reader: inout WireReader) throws(WireError) -> User in
                    try reader.next(User.self)
                }
            }

            public func refresh(_ userFile: String) async throws {
                try await self.caller.callAsync(1, byteCount: userFile.wireByteCount) { writer in
                    userFile.encode(into: &writer)
                } decode: { _ in
                }
            }

            public func count() async throws -> Int {
                try await self.caller.callAsync(2, byteCount: 0) { _ in
                } decode: { (reader: inout WireReader) throws(WireError) -> Int in
                    try reader.next(Int.self)
                }
            }

            public func ping() throws {
                try self.caller.call(3, byteCount: 0) { _ in
                } decode: { _ in
                }
            }

            /// The methods as values, for batches and groups.
            public enum Call {
                public static func getUserByClaim(claim: String, value: String) -> MethodCall<UserManagerClient, User> {
                    MethodCall(0, claim, value)
                }

                public static func refresh(_ userFile: String) -> MethodCall<UserManagerClient, Void> {
                    MethodCall(1, userFile)
                }

                public static func count() -> MethodCall<UserManagerClient, Int> {
                    MethodCall(2)
                }

                public static func ping() -> MethodCall<UserManagerClient, Void> {
                    MethodCall(3)
                }
            }
        }
        """

    private static let dispatcher = """
        /// Serves `UserManager` from an implementation: what a plugin holds.
        public struct UserManagerDispatcher<Implementation: UserManager>: InterfaceDispatcher {
            public static var interface: InterfaceDescriptor {
                UserManagerClient.interface
            }

            public let implementation: Implementation

            @inlinable
            public init(_ implementation: Implementation) {
                self.implementation = implementation
            }

            @inlinable
            public func dispatch(_ call: inout IncomingCall) {
                let implementation = self.implementation
                switch call.method {
                case 0:
                    call.reply { (reader: inout WireReader) throws -> User in
                        let claim = try reader.next(String.self)
                        let value = try reader.next(String.self)
                        return try implementation.getUserByClaim(claim: claim, value: value)
                    }
                case 1:
                    call.replyVoidAsync { (reader: inout WireReader) throws(WireError) in
                        let userFile = try reader.next(String.self)
                        return { try await implementation.refresh(userFile) }
                    }
                case 2:
                    call.replyAsync { (_: inout WireReader) throws(WireError) in
                        return { () async throws -> Int in try await implementation.count() }
                    }
                case 3:
                    call.replyVoid { (_: inout WireReader) throws in
                        try implementation.ping()
                    }
                default:
                    call.rejectUnknownMethod()
                }
            }
        }
        """
}
#endif
