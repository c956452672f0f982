import OutboardPlugin
import UserManager

/// Serves an `InMemoryUsers` to a host.
@main
struct UserManagerPlugin: Plugin {
    private let users = InMemoryUsers()

    /// Loads the configured file; a bad one makes the plugin refuse to start.
    init(configuration: UserManagerConfiguration) throws {
        if let userFile = configuration.userFile { _ = try users.onLoad(userFile: userFile) }
    }

    var dispatcher: UserManagerDispatcher<InMemoryUsers> { UserManagerDispatcher(users) }
}
