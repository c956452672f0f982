/// Users and the indexes to find them by.
///
/// Never changes, so any number of threads can read it.
public final class UserStore: Sendable {
    /// What a user can be looked up by, besides the id.
    public enum Claim: String, CaseIterable, Sendable {
        /// The name to log in with.
        case username
        /// The mail address.
        case mail
        /// The POSIX user id.
        case uid
    }

    /// All users, in the order of the file.
    public let users: [User]
    private let byID: [UserID: Int]
    private let byUsername: [String: Int]
    private let byMail: [String: Int]
    private let byUID: [Int64: Int]
    private let text: SearchText

    /// Indexes users.
    ///
    /// - Parameter users: No two of them have the same id, user name, mail address or POSIX user id.
    /// - Throws: `DuplicateUser` if two of them do.
    public init(_ users: [User]) throws(DuplicateUser) {
        self.users = users
        self.byID = try Self.index(users, "id", by: \.id)
        self.byUsername = try Self.index(users, Claim.username.rawValue, by: \.username)
        self.byMail = try Self.index(users, Claim.mail.rawValue, by: \.mail)
        self.byUID = try Self.index(users, Claim.uid.rawValue, by: \.uidNumber)
        var text = SearchText()
        for user in users { text.append(user) }
        self.text = text
    }

    private static func index<Key: Hashable>(
        _ users: [User], _ name: String, by key: (User) -> Key
    ) throws(DuplicateUser) -> [Key: Int] {
        var places: [Key: Int] = [:]
        places.reserveCapacity(users.count)
        for (place, user) in users.enumerated() {
            if let first = places.updateValue(place, forKey: key(user)) {
                throw DuplicateUser(what: name, first: first, second: place)
            }
        }
        return places
    }

    /// The user with an id.
    public func user(id: UserID) throws(UserNotFound) -> User {
        users[try place(of: id)]
    }

    /// The groups of the user with an id.
    public func groups(id: UserID) throws(UserNotFound) -> [String] {
        users[try place(of: id)].groups
    }

    /// The user with a claim.
    public func user(_ claim: Claim, _ value: String) throws(UserNotFound) -> User {
        let place =
            switch claim {
            case .username: byUsername[value]
            case .mail: byMail[value]
            case .uid: Int64(value).flatMap { byUID[$0] }
            }
        guard let place else { throw UserNotFound(claim: claim.rawValue, value: value) }
        return users[place]
    }

    /// The users whose user name, mail address or display name contains the query, in order.
    ///
    /// Reads the text of all users.
    public func users(matching query: String) -> [User] {
        text.matches(query).map { users[$0] }
    }

    private func place(of id: UserID) throws(UserNotFound) -> Int {
        guard let place = byID[id] else { throw UserNotFound(claim: "id", value: "\(id.opaqueID) at \(id.idp)") }
        return place
    }
}
