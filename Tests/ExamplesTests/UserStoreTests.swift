import Testing
import UserManager

/// Indexes, search and their errors, without a plugin.
@Suite struct UserStoreTests {
    private static func user(
        _ number: Int64, _ username: String, mail: String? = nil, name: String = "Somebody", groups: [String] = []
    ) -> User {
        User(
            id: UserID(opaqueID: "\(number)", idp: "idp"), username: username, mail: mail ?? "\(username)@example.org",
            mailVerified: true, displayName: name, groups: groups, opaque: [:], uidNumber: number, gidNumber: 1)
    }

    private let ada = user(1, "ada", name: "Ada Lovelace", groups: ["engines", "poetry"])
    private let zoe = user(2, "zoé", mail: "zoe@example.net", name: "ZOÉ ÅNGSTRÖM")

    @Test func looksUp() throws {
        let store = try UserStore([ada, zoe])
        #expect(try store.user(id: zoe.id) == zoe)
        #expect(try store.groups(id: ada.id) == ["engines", "poetry"])
        #expect(try store.user(.username, "ada") == ada)
        #expect(try store.user(.mail, "zoe@example.net") == zoe)
        #expect(try store.user(.uid, "2") == zoe)
    }

    @Test func knowsWhoIsNotThere() throws {
        let store = try UserStore([ada])
        #expect(throws: UserNotFound(claim: "id", value: "1 at elsewhere")) {
            try store.user(id: UserID(opaqueID: "1", idp: "elsewhere"))
        }
        #expect(throws: UserNotFound(claim: "id", value: "2 at idp")) { try store.groups(id: zoe.id) }
        #expect(throws: UserNotFound(claim: "username", value: "Ada")) { try store.user(.username, "Ada") }
        #expect(throws: UserNotFound(claim: "uid", value: "one")) { try store.user(.uid, "one") }
    }

    @Test(arguments: [
        ("ada", ["ada"]), ("LOVE", ["ada"]), ("ångström", ["zoé"]), ("example", ["ada", "zoé"]), (".net", ["zoé"]),
        ("nobody", []), ("adaada", []), ("ada@example.orgada", []),
    ])
    func finds(_ query: String, _ usernames: [String]) throws {
        #expect(try UserStore([ada, zoe]).users(matching: query).map(\.username) == usernames)
    }

    @Test func refusesDuplicates() {
        #expect(throws: DuplicateUser(what: "id", first: 0, second: 1)) { try UserStore([ada, ada]) }
        #expect(throws: DuplicateUser(what: "username", first: 1, second: 2)) {
            try UserStore([ada, zoe, Self.user(3, "zoé", mail: "other")])
        }
        #expect(throws: DuplicateUser(what: "mail", first: 0, second: 1)) {
            try UserStore([ada, Self.user(3, "x", mail: ada.mail)])
        }
        var twin = Self.user(3, "twin")
        twin.uidNumber = ada.uidNumber
        #expect(throws: DuplicateUser(what: "uid", first: 0, second: 1)) { try UserStore([ada, twin]) }
    }

    @Test func hasNobodyBeforeTheFirstLoad() {
        let users = InMemoryUsers()
        #expect(throws: NoUsersLoaded()) { try users.getUser(id: ada.id) }
        #expect(throws: NoUsersLoaded()) { try users.getUserByClaim(claim: "mail", value: "x") }
        #expect(throws: NoUsersLoaded()) { try users.getUserGroups(id: ada.id) }
        #expect(throws: NoUsersLoaded()) { try users.findUsers(query: "xy") }
    }

    @Test func keepsItsUsersWhenAFileIsBad() throws {
        let users = InMemoryUsers(try UserStore([ada]))
        #expect(throws: InvalidUserFile.self) { try users.onLoad(userFile: "/nonexistent") }
        #expect(try users.getUser(id: ada.id) == ada)
    }

    @Test func replacesItsUsers() throws {
        let users = InMemoryUsers(try UserStore([ada]))
        #expect(try users.onLoad(userFile: Repository.sampleUsers) == 6)
        #expect(throws: UserNotFound.self) { try users.getUser(id: ada.id) }
        #expect(try users.getUserByClaim(claim: "uid", value: "1001").username == "einstein")
    }
}
