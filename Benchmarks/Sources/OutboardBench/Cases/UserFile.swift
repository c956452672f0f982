internal import BenchInterface
internal import BenchUserManager
internal import Glibc

/// The example's file of users, and what a user manager in this process answers about it.
final class UserFile: Sendable {
    /// Where it is: it belongs to the sources of this program.
    static let path =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(5).joined(separator: "/")
        + "/Sources/Examples/UserManagerDemo/users.json"

    /// Where the file is.
    let path = UserFile.path
    /// How many users are in it.
    let count: Int
    /// The user whom all calls are about.
    let user: User
    /// Those whom a search for the name of that user finds.
    let found: [User]

    /// Reads the file.
    init() throws {
        guard unsafe access(path, R_OK) == 0 else {
            throw BenchError("\(path) cannot be read. If the checkout has been moved, build this program again.")
        }
        let truth = InMemoryUsers()
        self.count = try truth.onLoad(userFile: path)
        self.user = try truth.getUserByClaim(claim: "username", value: "einstein")
        self.found = try truth.findUsers(query: user.username)
    }

    /// Whether a user can be the one whom all calls are about.
    @inline(__always)
    func isLike(_ other: User) -> Bool {
        other.uidNumber == user.uidNumber && other.groups.count == user.groups.count
    }
}
