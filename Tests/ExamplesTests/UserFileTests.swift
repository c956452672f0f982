import Testing
import UserManager

/// Files of users, good and bad.
@Suite struct UserFileTests {
    private let ada = """
        {"id": {"opaqueID": "1", "idp": "idp"}, "username": "ada", "mail": "ada@example.org", "mailVerified": true,
         "displayName": "Ada", "uidNumber": 1, "gidNumber": 2}
        """

    private func cause(_ text: String) throws -> String {
        let file = try TemporaryFile(text)
        let error = try #require(throws: InvalidUserFile.self) { try UserStore(userFile: file.path) }
        #expect(error.path == file.path)
        #expect("\(error)" == "cannot load users from \(file.path): \(error.cause)")
        return error.cause
    }

    @Test func sample() throws {
        let users = try UserStore(userFile: Repository.sampleUsers).users
        let marie = try #require(users.first { $0.username == "marie" })
        #expect(users.count >= 4)
        #expect(marie.groups == ["physics-lovers", "polonium-lovers", "radium-lovers"])
        #expect(marie.opaque["quota"] == OpaqueEntry(decoder: "plain", value: Array("4000000000".utf8)))
    }

    @Test func groupsAndOpaqueMayBeMissing() throws {
        let file = try TemporaryFile("[\(ada)]")
        let user = try #require(try UserStore(userFile: file.path).users.first)
        #expect(user.groups == [])
        #expect(user.opaque == [:])
        #expect((user.uidNumber, user.gidNumber) == (1, 2))
    }

    @Test func nobodyAtAll() throws {
        let file = try TemporaryFile("[]")
        #expect(try UserStore(userFile: file.path).users == [])
    }

    @Test(arguments: [("/nonexistent/users.json", "No such file or directory"), ("/", "Is a directory")])
    func unreadable(_ path: String, _ cause: String) {
        #expect(throws: InvalidUserFile(path: path, cause: cause)) { try UserStore(userFile: path) }
    }

    @Test(arguments: ["", "{", "users", "[{}", "[] []"])
    func notJSON(_ text: String) throws {
        #expect(try cause(text) == "it is not valid JSON")
    }

    @Test func otherShapes() throws {
        #expect(try cause("{}") == "the whole file is not of the type array")
        #expect(try cause("[1]") == "user 0 is not of the type object")
        #expect(try cause("[\(ada), {}]") == "user 1 has no 'id'")
        #expect(try cause(#"[{"id": {"opaqueID": "1"}}]"#) == "user 0, id has no 'idp'")
        #expect(try cause("[\(ada.replacing("true", with: "1"))]") == "user 0, mailVerified is not of the type boolean")
        #expect(try cause("[\(ada.replacing(#""Ada""#, with: "null"))]").hasPrefix("user 0, displayName is null"))
        let opaque = #""opaque": {"k": {"decoder": "", "value": "?"}}, "uidNumber""#
        let entry = ada.replacing(#""uidNumber""#, with: opaque)
        #expect(try cause("[\(entry)]").hasPrefix("user 0, opaque.k.value cannot be read: "))
        #expect(try cause("[\(ada), \(ada)]") == "users 0 and 1 have the same id")
    }
}
