// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

// What the macros in UserManager.swift generate, for builds without macros. Do not edit: a test compares, and
// OUTBOARD_UPDATE_GENERATED=1 swift test --filter CheckedInExpansionTests writes it anew.
#if !Macros
import OutboardCore

/// Calls `UserManager` in a plugin: what a host holds.
public struct UserManagerClient: UserManager, InterfaceClient {
    public static let interface = InterfaceDescriptor(
        "UserManager",
        version: "1.0",
        methods: [
            MethodDescriptor("onLoad(userFile:)", [ParameterDescriptor("userFile", String.self)], returns: Int.self),
            MethodDescriptor("getUser(id:)", [ParameterDescriptor("id", UserID.self)], returns: User.self),
            MethodDescriptor(
                "getUserByClaim(claim:value:)",
                [ParameterDescriptor("claim", String.self), ParameterDescriptor("value", String.self)],
                returns: User.self
            ),
            MethodDescriptor("getUserGroups(id:)", [ParameterDescriptor("id", UserID.self)], returns: [String].self),
            MethodDescriptor("findUsers(query:)", [ParameterDescriptor("query", String.self)], returns: [User].self),
        ],
        errors: [UserNotFound.self, InvalidQuery.self, InvalidUserFile.self, NoUsersLoaded.self]
    )

    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func onLoad(userFile: String) throws -> Int {
        try self.caller.call(0, byteCount: userFile.wireByteCount) { writer in
            userFile.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> Int in
            try reader.next(Int.self)
        }
    }

    public func getUser(id: UserID) throws -> User {
        try self.caller.call(1, byteCount: id.wireByteCount) { writer in
            id.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> User in
            try reader.next(User.self)
        }
    }

    public func getUserByClaim(claim: String, value: String) throws -> User {
        try self.caller.call(2, byteCount: claim.wireByteCount &+ value.wireByteCount) { writer in
            claim.encode(into: &writer)
            value.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> User in
            try reader.next(User.self)
        }
    }

    public func getUserGroups(id: UserID) throws -> [String] {
        try self.caller.call(3, byteCount: id.wireByteCount) { writer in
            id.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> [String] in
            try reader.next([String].self)
        }
    }

    public func findUsers(query: String) throws -> [User] {
        try self.caller.call(4, byteCount: query.wireByteCount) { writer in
            query.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> [User] in
            try reader.next([User].self)
        }
    }

    /// The methods as values, for batches and groups.
    public enum Call {
        public static func onLoad(userFile: String) -> MethodCall<UserManagerClient, Int> {
            MethodCall(0, userFile)
        }

        public static func getUser(id: UserID) -> MethodCall<UserManagerClient, User> {
            MethodCall(1, id)
        }

        public static func getUserByClaim(claim: String, value: String) -> MethodCall<UserManagerClient, User> {
            MethodCall(2, claim, value)
        }

        public static func getUserGroups(id: UserID) -> MethodCall<UserManagerClient, [String]> {
            MethodCall(3, id)
        }

        public static func findUsers(query: String) -> MethodCall<UserManagerClient, [User]> {
            MethodCall(4, query)
        }
    }
}

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
            call.reply { (reader: inout WireReader) throws -> Int in
                let userFile = try reader.next(String.self)
                return try implementation.onLoad(userFile: userFile)
            }
        case 1:
            call.reply { (reader: inout WireReader) throws -> User in
                let id = try reader.next(UserID.self)
                return try implementation.getUser(id: id)
            }
        case 2:
            call.reply { (reader: inout WireReader) throws -> User in
                let claim = try reader.next(String.self)
                let value = try reader.next(String.self)
                return try implementation.getUserByClaim(claim: claim, value: value)
            }
        case 3:
            call.reply { (reader: inout WireReader) throws -> [String] in
                let id = try reader.next(UserID.self)
                return try implementation.getUserGroups(id: id)
            }
        case 4:
            call.reply { (reader: inout WireReader) throws -> [User] in
                let query = try reader.next(String.self)
                return try implementation.findUsers(query: query)
            }
        default:
            call.rejectUnknownMethod()
        }
    }
}

extension UserID: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "UserID") { fields in
            fields.field("opaqueID", String.self)
            fields.field("idp", String.self)
        }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(self.opaqueID.wireByteCount &+ self.idp.wireByteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            self.opaqueID.encode(into: &writer)
            self.idp.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        (self.opaqueID, self.idp) = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try (
                reader.next(String.self),
                reader.next(String.self)
            )
        }
    }
}

extension User: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "User") { fields in
            fields.field("id", UserID.self)
            fields.field("username", String.self)
            fields.field("mail", String.self)
            fields.field("mailVerified", Bool.self)
            fields.field("displayName", String.self)
            fields.field("groups", [String].self)
            fields.field("opaque", [String: OpaqueEntry].self)
            fields.field("uidNumber", Int64.self)
            fields.field("gidNumber", Int64.self)
        }
    }

    public var wireByteCount: Int {
        var byteCount = self.id.wireByteCount
        byteCount &+= self.username.wireByteCount
        byteCount &+= self.mail.wireByteCount
        byteCount &+= self.mailVerified.wireByteCount
        byteCount &+= self.displayName.wireByteCount
        byteCount &+= self.groups.wireByteCount
        byteCount &+= self.opaque.wireByteCount
        byteCount &+= self.uidNumber.wireByteCount
        byteCount &+= self.gidNumber.wireByteCount
        return WireWriter.compositeByteCount(byteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            self.id.encode(into: &writer)
            self.username.encode(into: &writer)
            self.mail.encode(into: &writer)
            self.mailVerified.encode(into: &writer)
            self.displayName.encode(into: &writer)
            self.groups.encode(into: &writer)
            self.opaque.encode(into: &writer)
            self.uidNumber.encode(into: &writer)
            self.gidNumber.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        (
            self.id,
            self.username,
            self.mail,
            self.mailVerified,
            self.displayName,
            self.groups,
            self.opaque,
            self.uidNumber,
            self.gidNumber
        ) = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try (
                reader.next(UserID.self),
                reader.next(String.self),
                reader.next(String.self),
                reader.next(Bool.self),
                reader.next(String.self),
                reader.next([String].self),
                reader.next([String: OpaqueEntry].self),
                reader.next(Int64.self),
                reader.next(Int64.self)
            )
        }
    }
}

extension OpaqueEntry: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "OpaqueEntry") { fields in
            fields.field("decoder", String.self)
            fields.field("value", [UInt8].self)
        }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(self.decoder.wireByteCount &+ self.value.wireByteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            self.decoder.encode(into: &writer)
            self.value.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        (self.decoder, self.value) = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try (
                reader.next(String.self),
                reader.next([UInt8].self)
            )
        }
    }
}

extension UserManagerConfiguration: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "UserManagerConfiguration") { fields in
            fields.field("userFile", String?.self)
        }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(self.userFile.wireByteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            self.userFile.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        self.userFile = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try reader.nextTrailing(String?.self)
        }
    }
}

extension UserNotFound: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "UserNotFound") { fields in
            fields.field("claim", String.self)
            fields.field("value", String.self)
        }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(self.claim.wireByteCount &+ self.value.wireByteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            self.claim.encode(into: &writer)
            self.value.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        (self.claim, self.value) = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try (
                reader.next(String.self),
                reader.next(String.self)
            )
        }
    }
}

extension InvalidQuery: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "InvalidQuery") { fields in
            fields.field("reason", String.self)
        }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(self.reason.wireByteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            self.reason.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        self.reason = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try reader.next(String.self)
        }
    }
}

extension InvalidUserFile: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "InvalidUserFile") { fields in
            fields.field("path", String.self)
            fields.field("cause", String.self)
        }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(self.path.wireByteCount &+ self.cause.wireByteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            self.path.encode(into: &writer)
            self.cause.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        (self.path, self.cause) = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try (
                reader.next(String.self),
                reader.next(String.self)
            )
        }
    }
}

extension NoUsersLoaded: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "NoUsersLoaded") { _ in }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(0)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { _ in }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        try reader.composite { _ in }
    }
}
#endif
