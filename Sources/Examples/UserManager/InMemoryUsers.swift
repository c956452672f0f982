import Synchronization

/// The user manager of this example.
///
/// The plugin serves it; a host can also hold one itself and call it directly. Any number of threads may call at once. Lookups take constant time; a search reads the text of all users.
public final class InMemoryUsers: UserManager {
    /// Held only to take or replace the reference: nobody waits for a lookup, a search or a load.
    private let store: Mutex<UserStore?>

    /// Creates a user manager.
    public init(_ store: UserStore? = nil) {
        self.store = Mutex(store)
    }

    /// Loads the users of a file.
    public func onLoad(userFile: String) throws -> Int {
        let loaded = try UserStore(userFile: userFile)
        store.withLock { $0 = loaded }
        return loaded.users.count
    }

    /// Looks a user up by id.
    public func getUser(id: UserID) throws -> User {
        try loaded().user(id: id)
    }

    /// Looks a user up by user name, mail address or POSIX user id.
    public func getUserByClaim(claim: String, value: String) throws -> User {
        guard let claim = UserStore.Claim(rawValue: claim) else {
            let known = UserStore.Claim.allCases.map(\.rawValue).joined(separator: ", ")
            throw InvalidQuery(reason: "there is no claim '\(claim)'; the claims are \(known)")
        }
        return try loaded().user(claim, value)
    }

    /// The groups of a user.
    public func getUserGroups(id: UserID) throws -> [String] {
        try loaded().groups(id: id)
    }

    /// Finds users by a part of their user name, mail address or display name.
    public func findUsers(query: String) throws -> [User] {
        guard query.count >= 2 else {
            throw InvalidQuery(reason: "the query '\(query)' is too short: it needs at least two characters")
        }
        return try loaded().users(matching: query)
    }

    private func loaded() throws(NoUsersLoaded) -> UserStore {
        guard let store = store.withLock({ $0 }) else { throw NoUsersLoaded() }
        return store
    }
}
