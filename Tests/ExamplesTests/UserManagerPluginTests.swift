import Outboard
import Testing
import UserManager

/// The interface through a real plugin process.
@Suite struct UserManagerPluginTests {
    private func withUsers(
        _ configuration: UserManagerConfiguration, _ body: @Sendable (UserManagerClient) async throws -> Void
    ) async throws {
        let options = PluginOptions.defaults {
            $0.sandbox = .granting(.read(Repository.sampleUsers), .read(configuration.userFile ?? "/dev/null"))
        }
        try await withPlugin(at: Programs.userManagerPlugin, configuration: configuration, options: options) { plugin in
            try await body(plugin.client())
        }
    }

    @Test func answersWithWhatTheStoreHas() async throws {
        let store = try UserStore(userFile: Repository.sampleUsers)
        try await withUsers(UserManagerConfiguration()) { users in
            let count = try users.onLoad(userFile: Repository.sampleUsers)
            #expect(count == store.users.count)
            for user in store.users {
                #expect(try users.getUser(id: user.id) == user)
                #expect(try users.getUserByClaim(claim: "username", value: user.username) == user)
                #expect(try users.getUserByClaim(claim: "mail", value: user.mail) == user)
                #expect(try users.getUserByClaim(claim: "uid", value: "\(user.uidNumber)") == user)
                #expect(try users.getUserGroups(id: user.id) == user.groups)
            }
            #expect(try users.findUsers(query: "example.org") == store.users)
            #expect(try users.findUsers(query: "EINSTEIN").map(\.username) == ["einstein"])
            #expect(try users.findUsers(query: "nobody") == [])
        }
    }

    @Test func errorsArriveTyped() async throws {
        try await withUsers(UserManagerConfiguration()) { users in
            let nobody = UserID(opaqueID: "nobody", idp: "nowhere")
            #expect(throws: NoUsersLoaded()) { try users.getUser(id: nobody) }
            #expect(throws: InvalidUserFile(path: "/nonexistent", cause: "No such file or directory")) {
                try users.onLoad(userFile: "/nonexistent")
            }
            _ = try users.onLoad(userFile: Repository.sampleUsers)
            #expect(throws: UserNotFound(claim: "id", value: "nobody at nowhere")) { try users.getUser(id: nobody) }
            #expect(throws: UserNotFound(claim: "mail", value: "?")) {
                try users.getUserByClaim(claim: "mail", value: "?")
            }
            #expect(throws: InvalidQuery(reason: "there is no claim 'shoe size'; the claims are username, mail, uid")) {
                try users.getUserByClaim(claim: "shoe size", value: "43")
            }
            let short = try #require(throws: InvalidQuery.self) { try users.findUsers(query: "é") }
            #expect(short.reason.contains("too short"))
        }
    }

    @Test func loadsTheConfiguredFileAtLaunch() async throws {
        try await withUsers(UserManagerConfiguration(userFile: Repository.sampleUsers)) { users in
            let ada = try users.getUserByClaim(claim: "username", value: "ada")
            #expect(ada.displayName == "Ada Lovelace")
        }
    }

    @Test func refusesABadFile() async throws {
        let file = try TemporaryFile("[{}]")
        let error = try await #require(throws: OutboardError.self) {
            try await withUsers(UserManagerConfiguration(userFile: file.path)) { _ in }
        }
        #expect(error.code == .refused)
        #expect(error.message.contains("cannot load users from \(file.path): user 0 has no 'id'"), "\(error)")
    }

    /// Long enough for a memfd in each direction, and equal to what the same code says without a plugin.
    @Test func manyUsers() async throws {
        let file = try TemporaryFile()
        try #require(Programs.runDemo("--generate", "20000", file.path).status == 0)
        let local = InMemoryUsers(try UserStore(userFile: file.path))
        try await withUsers(UserManagerConfiguration(userFile: file.path)) { users in
            let everybody = try users.findUsers(query: "example")
            #expect(everybody.count == 20_000)
            #expect(try local.findUsers(query: "example") == everybody)
            let long = String(repeating: "x", count: 5_000_000)
            #expect(throws: UserNotFound(claim: "username", value: long)) {
                try users.getUserByClaim(claim: "username", value: long)
            }
        }
    }

    /// Several threads look up while one replaces the users.
    @Test func concurrentCalls() async throws {
        try await withUsers(UserManagerConfiguration(userFile: Repository.sampleUsers)) { users in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in ["einstein", "marie", "richard"] {
                    group.addTask {
                        for _ in 0..<500 {
                            let user = try users.getUserByClaim(claim: "username", value: name)
                            #expect(user.username == name)
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<20 { _ = try users.onLoad(userFile: Repository.sampleUsers) }
                }
                try await group.waitForAll()
            }
        }
    }
}
