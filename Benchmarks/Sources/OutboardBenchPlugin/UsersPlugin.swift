internal import BenchInterface
internal import BenchUserManager
internal import OutboardPlugin

/// Serves `UserManager` from memory.
struct UsersPlugin: Plugin {
    private let worker: MeasuredWorker
    private let users = InMemoryUserManager()

    init(configuration: BenchConfiguration) throws {
        self.worker = try MeasuredWorker(configuration)
    }

    var dispatcher: MeasuredDispatcher<UserManagerDispatcher<InMemoryUserManager>> {
        MeasuredDispatcher(UserManagerDispatcher(users), worker: worker)
    }
}
