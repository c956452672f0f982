import UserManager

/// Calls every method once, and some in vain.
struct CallScene {
    let page: Page

    /// Loads users and asks about one of them.
    func run(_ users: some UserManager, userFile: String, about someone: User) throws {
        let count = try users.onLoad(userFile: userFile)
        try show("onLoad(userFile:)", count == 1 ? "1 user" : "\(count.grouped) users")

        let user = try users.getUser(id: someone.id)
        try show("getUser(id:)", "\(user.displayName) <\(user.mail)>, uid \(user.uidNumber)")
        try show("getUserByClaim(claim:value:)", "mail \(someone.mail): \(try mailOwner(users, someone.mail))")
        try show("getUserGroups(id:)", try users.getUserGroups(id: someone.id).joined(separator: ", "))

        let query = String(someone.mail.drop { $0 != "@" })
        let found = try users.findUsers(query: query).map(\.username)
        let more = found.count > 4 ? " and \((found.count - 4).grouped) more" : ""
        try show("findUsers(query:)", "\(query): \(found.prefix(4).joined(separator: ", "))\(more)")

        let nobody = UserID(opaqueID: "nobody", idp: someone.id.idp)
        try showFailure("getUser(id:)") { _ = try users.getUser(id: nobody) }
        try showFailure("getUserByClaim(claim:value:)") {
            _ = try users.getUserByClaim(claim: "shoe size", value: "43")
        }
    }

    private func mailOwner(_ users: some UserManager, _ mail: String) throws -> String {
        try users.getUserByClaim(claim: "mail", value: mail).username
    }

    /// The errors of the interface arrive as what they are, and can be told apart by their types.
    private func showFailure(_ method: String, _ call: () throws -> Void) throws {
        do {
            try call()
            throw DemoFailure("\(method) did not fail")
        } catch let error as UserNotFound {
            try show(method, "UserNotFound: \(error)")
        } catch let error as InvalidQuery {
            try show(method, "InvalidQuery: \(error)")
        }
    }

    private func show(_ method: String, _ answer: String) throws {
        try page.line(method, answer, width: 28)
    }
}
