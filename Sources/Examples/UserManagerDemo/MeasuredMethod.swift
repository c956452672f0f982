import UserManager

/// A method whose calls are measured, with its arguments.
enum MeasuredMethod {
    case getUser(UserID)
    case getUserByClaim(username: String)
    case getUserGroups(UserID)
    case findUsers(query: String)

    /// All of them, about one user.
    static func all(about user: User) -> [MeasuredMethod] {
        [
            .getUser(user.id), .getUserByClaim(username: user.username), .getUserGroups(user.id),
            .findUsers(query: user.mail),
        ]
    }

    /// The method.
    var name: String {
        switch self {
        case .getUser: "getUser"
        case .getUserByClaim: "getUserByClaim"
        case .getUserGroups: "getUserGroups"
        case .findUsers: "findUsers"
        }
    }

    /// Calls it, whichever side of a process boundary the users are on.
    func call(_ users: some UserManager) throws {
        switch self {
        case .getUser(let id): _ = try users.getUser(id: id)
        case .getUserByClaim(let username): _ = try users.getUserByClaim(claim: "username", value: username)
        case .getUserGroups(let id): _ = try users.getUserGroups(id: id)
        case .findUsers(let query): _ = try users.findUsers(query: query)
        }
    }
}
