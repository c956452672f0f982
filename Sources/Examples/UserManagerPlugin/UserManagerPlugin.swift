import OutboardPlugin
import UserManager

/// Serves an `InMemoryUserManager` to a host.
@main
struct UserManagerPlugin: Plugin {
    private let users = InMemoryUserManager()

    /// Loads the configured file; a bad one makes the plugin refuse to start.
    init(configuration: UserManagerConfiguration) throws {
        if let userFile = configuration.userFile { _ = try users.onLoad(userFile: userFile) }
    }

    var dispatcher: UserManagerDispatcher<InMemoryUserManager> { UserManagerDispatcher(users) }
}
