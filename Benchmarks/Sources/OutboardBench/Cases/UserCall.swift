internal import BenchUserManager

/// A method of the user manager, with its arguments.
enum UserCall: String, CaseIterable {
    case getUser = "get-user"
    case getUserByClaim = "get-user-by-claim"
    case getUserGroups = "get-user-groups"
    case findUsers = "find-users"
    case onLoad = "on-load"

    /// Makes the call, whichever process the users are in.
    @inline(__always)
    func make(_ users: any UserManager, _ file: UserFile) throws {
        switch self {
        case .getUser: _ = try users.getUser(id: file.id)
        case .getUserByClaim: _ = try users.getUserByClaim(claim: "username", value: file.username)
        case .getUserGroups: _ = try users.getUserGroups(id: file.id)
        case .findUsers: _ = try users.findUsers(query: file.username)
        case .onLoad: _ = try users.onLoad(userFile: file.path)
        }
    }
}
