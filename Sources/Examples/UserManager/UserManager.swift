import OutboardCore

/// Answers who somebody is and which groups they belong to.
///
/// Everything that travels between a host and a user manager is in this file. `InMemoryUsers` implements it.
#if Macros
@PluginInterface(
    version: "1.0",
    errors: [UserNotFound.self, InvalidQuery.self, InvalidUserFile.self, NoUsersLoaded.self]
)
#endif
public protocol UserManager: Sendable {
    /// Loads the users of a file in place of those loaded before, which stay if the file is bad.
    ///
    /// - Parameter userFile: The path of a JSON file.
    /// - Returns: How many users there are now.
    /// - Throws: `InvalidUserFile`.
    func onLoad(userFile: String) throws -> Int

    /// Looks a user up by id.
    ///
    /// - Throws: `UserNotFound`, `NoUsersLoaded`.
    func getUser(id: UserID) throws -> User

    /// Looks a user up by something else that only one user has.
    ///
    /// - Parameters:
    ///   - claim: One of `username`, `mail` and `uid`.
    ///   - value: The user's, letter for letter.
    /// - Returns: The user.
    /// - Throws: `UserNotFound`, `InvalidQuery` for an unknown claim, `NoUsersLoaded`.
    func getUserByClaim(claim: String, value: String) throws -> User

    /// The groups of a user.
    ///
    /// - Throws: `UserNotFound`, `NoUsersLoaded`.
    func getUserGroups(id: UserID) throws -> [String]

    /// Finds the users whose user name, mail address or display name contains a text, in the order of the file.
    ///
    /// - Parameter query: At least two characters; upper and lower case are the same.
    /// - Returns: The users, if any.
    /// - Throws: `InvalidQuery`, `NoUsersLoaded`.
    func findUsers(query: String) throws -> [User]
}

/// What identifies a user: unique within the identity provider.
#if Macros
@WireValue
#endif
public struct UserID: Hashable, Sendable {
    /// An identifier without a meaning.
    public var opaqueID: String
    /// The identity provider that issued it.
    public var idp: String

    /// Creates an id.
    public init(opaqueID: String, idp: String) {
        self.opaqueID = opaqueID
        self.idp = idp
    }

    /// Hashes the identifier alone: hashing the provider as well takes as long and tells few users apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(opaqueID)
    }
}

/// Somebody with an account.
#if Macros
@WireValue
#endif
public struct User: Hashable, Sendable {
    /// Identifies the user.
    public var id: UserID
    /// The name to log in with.
    public var username: String
    /// The mail address.
    public var mail: String
    /// Whether the mail address has been seen to work.
    public var mailVerified: Bool
    /// The name to show.
    public var displayName: String
    /// The groups that the user is a member of.
    public var groups: [String]
    /// What other systems keep with the user.
    public var opaque: [String: OpaqueEntry]
    /// The POSIX user id.
    public var uidNumber: Int64
    /// The POSIX group id.
    public var gidNumber: Int64

    /// Creates a user.
    public init(
        id: UserID, username: String, mail: String, mailVerified: Bool, displayName: String, groups: [String],
        opaque: [String: OpaqueEntry], uidNumber: Int64, gidNumber: Int64
    ) {
        self.id = id
        self.username = username
        self.mail = mail
        self.mailVerified = mailVerified
        self.displayName = displayName
        self.groups = groups
        self.opaque = opaque
        self.uidNumber = uidNumber
        self.gidNumber = gidNumber
    }
}

/// Bytes that only some other system understands.
#if Macros
@WireValue
#endif
public struct OpaqueEntry: Hashable, Sendable {
    /// How to read the bytes, such as `plain` or `json`.
    public var decoder: String
    /// The bytes.
    public var value: [UInt8]

    /// Creates an entry.
    public init(decoder: String, value: [UInt8]) {
        self.decoder = decoder
        self.value = value
    }
}

/// What a host configures the plugin with.
#if Macros
@WireValue
#endif
public struct UserManagerConfiguration: Hashable, Sendable {
    /// A file to load before the first call.
    ///
    /// Without one there are no users until `onLoad(userFile:)`.
    public var userFile: String?

    /// Creates a configuration.
    public init(userFile: String? = nil) {
        self.userFile = userFile
    }
}

/// There is no such user.
#if Macros
@WireValue
#endif
public struct UserNotFound: Error, Hashable, CustomStringConvertible {
    /// What was looked up: `id`, or the name of a claim.
    public var claim: String
    /// The value that nobody has.
    public var value: String

    /// Creates an error.
    public init(claim: String, value: String) {
        self.claim = claim
        self.value = value
    }

    /// Claim and value.
    public var description: String { "there is no user whose \(claim) is '\(value)'" }
}

/// The question makes no sense, whoever the users are.
#if Macros
@WireValue
#endif
public struct InvalidQuery: Error, Hashable, CustomStringConvertible {
    /// What is wrong with it.
    public var reason: String

    /// Creates an error.
    public init(reason: String) {
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }
}

/// A file of users cannot be used.
#if Macros
@WireValue
#endif
public struct InvalidUserFile: Error, Hashable, CustomStringConvertible {
    /// The path as it was given.
    public var path: String
    /// What is wrong with the file, and where.
    public var cause: String

    /// Creates an error.
    public init(path: String, cause: String) {
        self.path = path
        self.cause = cause
    }

    /// Path and cause.
    public var description: String { "cannot load users from \(path): \(cause)" }
}

/// Nobody has loaded a file of users yet.
#if Macros
@WireValue
#endif
public struct NoUsersLoaded: Error, Hashable, CustomStringConvertible {
    /// Creates an error.
    public init() {}

    /// What to do.
    public var description: String { "no users are loaded: call onLoad(userFile:) or configure a userFile first" }
}
