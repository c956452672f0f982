internal import BenchInterface
internal import BenchUserManager
internal import OutboardPlugin

/// Serves `UserManager` from memory.
struct UsersPlugin: Plugin {
    private let worker: MeasuredWorker
    private let users = InMemoryUsers()

    init(configuration: BenchConfiguration) throws {
        self.worker = try MeasuredWorker(configuration)
    }

    var dispatcher: MeasuredDispatcher<UserManagerDispatcher<InMemoryUsers>> {
        MeasuredDispatcher(UserManagerDispatcher(users), worker: worker)
    }
}
