internal import BenchInterface
internal import BenchUserManager

/// A method of the user manager, with its arguments and what is right to answer.
enum UserCall: String, CaseIterable {
    case getUser = "get-user"
    case getUserByClaim = "get-user-by-claim"
    case getUserGroups = "get-user-groups"
    case findUsers = "find-users"
    case onLoad = "on-load"

    /// Makes the call, whichever process the users are in, and glances at the answer.
    @inline(__always)
    func make(_ users: any UserManager, _ file: UserFile) throws {
        let isRight =
            switch self {
            case .getUser: file.isLike(try users.getUser(id: file.user.id))
            case .getUserByClaim:
                file.isLike(try users.getUserByClaim(claim: "username", value: file.user.username))
            case .getUserGroups: try users.getUserGroups(id: file.user.id).count == file.user.groups.count
            case .findUsers: try users.findUsers(query: file.user.username).count == file.found.count
            case .onLoad: try users.onLoad(userFile: file.path) == file.count
            }
        guard isRight else { throw Self.wrong }
    }

    /// Makes the call and compares all of the answer.
    func verify(_ users: any UserManager, _ file: UserFile) throws {
        let isRight =
            switch self {
            case .getUser: try users.getUser(id: file.user.id) == file.user
            case .getUserByClaim:
                try users.getUserByClaim(claim: "username", value: file.user.username) == file.user
            case .getUserGroups: try users.getUserGroups(id: file.user.id) == file.user.groups
            case .findUsers: try users.findUsers(query: file.user.username) == file.found
            case .onLoad: try users.onLoad(userFile: file.path) == file.count
            }
        guard isRight else { throw Self.wrong }
    }

    private static var wrong: BenchError { BenchError("a user manager has answered, and the answer is wrong") }
}
