internal import Foundation
internal import Outboard
internal import UserManager

/// The demo from its first to its last line.
struct DemoTour {
    private let page = Page()
    private let userFile: String
    private let program: String
    private let pluginPath: String

    /// Prepares the demo with a file of users.
    init(userFile: String) throws {
        self.userFile = URL(filePath: userFile).standardizedFileURL.path(percentEncoded: false)
        program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(filePath: program).deletingLastPathComponent()
        pluginPath = folder.appending(path: "user-manager-plugin").path(percentEncoded: false)
        guard FileManager.default.isExecutableFile(atPath: pluginPath) else {
            throw DemoFailure(
                "there is no plugin at \(pluginPath): build it like this program, "
                    + "with swift build --product user-manager-plugin")
        }
    }

    /// Shows everything.
    func run() throws {
        try page.line("The user manager: an Outboard plugin in its own process, called through shared memory")
        let start = Nanoseconds.now()
        let plugin = try PluginHandle.startBlocking(at: pluginPath, configuration: UserManagerConfiguration())
        let users = try plugin.client(UserManagerClient.self)
        try page.heading("Start")
        try page.line("users", userFile)
        try page.line("plugin", pluginPath)
        try page.line("running", "process \(plugin.processID), after \(Nanoseconds.milliseconds(since: start))")

        let store = try UserStore(userFile: userFile)
        guard let someone = store.users.first else { throw DemoFailure("there are no users in \(userFile)") }
        try page.heading("Calls")
        try CallScene(page: page).run(users, userFile: userFile, about: someone)

        try page.heading("Latency in nanoseconds")
        var table = LatencyTable(user: someone)
        try table.measure(isolated: users, inProcess: InMemoryUserManager(store), floor: Floor(program: program))
        try table.print(on: page)
        plugin.stopBlocking()

        try page.heading("Crash")
        try crash()
        let again = Nanoseconds.now()
        let next = try PluginHandle.startBlocking(
            at: pluginPath, configuration: UserManagerConfiguration(userFile: userFile))
        let user = try next.client(UserManagerClient.self).getUser(id: someone.id)
        try page.line(
            "again", "process \(next.processID) has its users and answers after \(Nanoseconds.milliseconds(since: again))")
        try page.line("", "getUser: \(user.displayName)")
        next.stopBlocking()
    }

    private func crash() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "user-manager-demo.\(getpid()).json")
            .path(percentEncoded: false)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let count = 20_000
        _ = try UserFileGenerator(count: count).write(to: file)
        let plugin = try PluginHandle.startBlocking(
            at: pluginPath, configuration: UserManagerConfiguration(userFile: file))
        let users = try plugin.client(UserManagerClient.self)
        try page.line(
            "plugin", "process \(plugin.processID), configured at launch to load \(count.grouped) users")
        let outcome = try CrashScene().run(plugin, users)
        try page.line("calls", "findUsers answers with all of them, again and again, \(outcome.answered.grouped) times")
        try page.line("SIGKILL", "in the middle of the next one; after \(outcome.delay / 1000) µs its caller gets an OutboardError:")
        try show(outcome.error)
        do {
            _ = try users.findUsers(query: "example")
        } catch let error as OutboardError {
            try page.line("next call", "does not reach anybody, so it can be made again somewhere else:")
            try show(error)
        }
    }

    private func show(_ error: OutboardError) throws {
        try page.line("", "code            \(error.code)")
        try page.line("", "message         \(error.message)")
        try page.line("", "mayHaveExecuted \(error.mayHaveExecuted)")
    }
}
