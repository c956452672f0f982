import Testing
import UserManager

/// The demo as people run it.
@Suite(.serialized) struct UserManagerDemoTests {
    @Test func wholeTour() throws {
        let run = try Programs.runDemo()
        #expect(run.status == 0, "\(run.errors)")
        // The host's log may note how it waits, and warns of the death.
        let lines = run.errors.split(separator: "\n").filter { !$0.contains(" died of signal 9 (SIGKILL)") }
        #expect(lines.allSatisfy { $0.contains(" info: ") || $0.contains(" notice: ") }, "\(run.errors)")
        for part in [
            "6 users", "Albert Einstein <einstein@example.org>, uid 1001",
            "UserNotFound: there is no user whose id is 'nobody at idp.example.org'",
            "InvalidQuery: there is no claim 'shoe size'", "lost", "died of signal 9 (SIGKILL)",
            "mayHaveExecuted  true", "notSent", "mayHaveExecuted  false", "getUser(id:): Albert Einstein",
        ] {
            #expect(run.output.contains(part), "\(part) is not in:\n\(run.output)")
        }
        #expect(!run.output.contains("\u{1B}"), "this is no terminal")
    }

    @Test func usersOfAFile() throws {
        let file = try TemporaryFile()
        let generated = try Programs.runDemo("--generate", "3", file.path)
        #expect(generated.status == 0)
        #expect(generated.output.hasPrefix("wrote 3 users, "))
        let run = try Programs.runDemo("--users", file.path)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("3 users"))
    }

    @Test(arguments: [1, 2, 7, 5000])
    func generatedUsersLoad(_ count: Int) throws {
        let file = try TemporaryFile()
        #expect(try Programs.runDemo("--generate", "\(count)", file.path).status == 0)
        let users = try UserStore(userFile: file.path).users
        #expect(users.count == count)
        let last = "\(count - 1)"
        #expect(users.last?.username == "user" + String(repeating: "0", count: 7 - last.count) + last)
        #expect(users.allSatisfy { $0.groups.count == 2 && $0.groups[0] != $0.groups[1] })
    }

    @Test func help() throws {
        for flag in ["--help", "-h"] {
            let run = try Programs.runDemo(flag)
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("usage: user-manager-demo"))
        }
    }

    @Test(arguments: [
        (["--user"], "unknown argument '--user'"), (["--users"], "--users needs a file"),
        (["--users", "a", "b"], "unexpected argument 'b'"),
        (["--generate", "3"], "--generate needs a number of users and a file"),
        (["--generate", "-3", "x"], "not '-3'"), (["--help", "x"], "unexpected argument 'x'"),
    ])
    func badArguments(_ arguments: [String], _ complaint: String) throws {
        let run = try Programs.runDemo(arguments)
        #expect(run.status == 64)
        #expect(run.output == "")
        #expect(run.errors.contains(complaint), "\(run.errors)")
        #expect(run.errors.contains("usage: "))
    }

    @Test func badFiles() throws {
        let run = try Programs.runDemo("--users", "/nonexistent.json")
        #expect(run.status == 1)
        #expect(run.errors.contains("cannot load users from /nonexistent.json: No such file or directory"))
        let unwritable = try Programs.runDemo("--generate", "3", "/nonexistent/users.json")
        #expect(unwritable.status == 1)
        #expect(unwritable.errors.contains("cannot write /nonexistent/users.json: No such file or directory"))
        let empty = try TemporaryFile("[]")
        let nobody = try Programs.runDemo("--users", empty.path)
        #expect(nobody.status == 1)
        #expect(nobody.errors.contains("there are no users in \(empty.path)"))
    }
}
