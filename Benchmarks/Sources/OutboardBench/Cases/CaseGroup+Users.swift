internal import BenchInterface
internal import BenchUserManager
internal import Outboard

extension CaseGroup {
    /// The plugin that serves `UserManager`: methods as a real interface has them, in the plugin and, without any, in
    /// this process.
    static func users(waiting: WaitPolicy = .adaptive) -> Self {
        let methods: [UserCall] = [.getUser, .getUserByClaim, .getUserGroups, .findUsers, .onLoad]
        return Self(
            start: { try BenchPair(UserManagerClient.self, argument: "users", processors: $0, waiting: waiting) },
            cases: methods.flatMap { [isolated($0), inProcess($0), loadedLibrary($0)] })
    }

    private static func isolated(_ method: UserCall) -> BenchCase {
        BenchCase(title: CaseTitle(name: method.rawValue)) { pair in
            try loaded(
                UserWorkload(
                    users: try pair.plugin.client(UserManagerClient.self), method: method, file: UserFile(),
                    involvesPlugin: true))
        }
    }

    private static func inProcess(_ method: UserCall) -> BenchCase {
        BenchCase(title: CaseTitle(name: method.rawValue, peer: .inProcess)) { _ in
            try loaded(
                UserWorkload(
                    users: InMemoryUsers(), method: method, file: UserFile(), involvesPlugin: false))
        }
    }

    private static func loadedLibrary(_ method: UserCall) -> BenchCase {
        BenchCase(title: CaseTitle(name: method.rawValue, peer: .swiftDlopen)) { _ in
            try loaded(
                UserWorkload(
                    users: UserLibrary.userManager(), method: method, file: UserFile(), involvesPlugin: false))
        }
    }

    private static func loaded(_ workload: UserWorkload) throws -> UserWorkload {
        _ = try workload.users.onLoad(userFile: workload.file.path)
        return workload
    }
}
