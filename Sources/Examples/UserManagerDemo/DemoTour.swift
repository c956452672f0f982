import Foundation
import Outboard
import UserManager

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
        try page.heading("User manager: an Outboard plugin in its own process")
        let store = try UserStore(userFile: userFile)
        guard let someone = store.users.first else { throw DemoFailure("there are no users in \(userFile)") }
        let start = Nanoseconds.now()
        // The plugin may read this one file, and no other.
        let options = PluginOptions.defaults { $0.sandbox = .granting(.read(userFile)) }
        let plugin = try PluginHandle.startBlocking(
            at: pluginPath, configuration: UserManagerConfiguration(), options: options)
        let users = try plugin.client(UserManagerClient.self)
        try page.line("users", shortened(userFile))
        try page.line("plugin", shortened(pluginPath))
        try page.line("running", "process \(plugin.processID), after \(Nanoseconds.milliseconds(since: start))")

        try page.heading("Calls")
        try CallScene(page: page).run(users, userFile: userFile, about: someone)

        try page.heading("Latency in nanoseconds")
        var table = LatencyTable(user: someone)
        try table.measure(isolated: users, inProcess: InMemoryUsers(store), floor: Floor(program: program))
        try table.print(on: page)
        plugin.stopBlocking()

        try page.heading("Crash")
        try CrashScene(page: page, pluginPath: pluginPath).run()
        let again = Nanoseconds.now()
        let next = try PluginHandle.startBlocking(
            at: pluginPath, configuration: UserManagerConfiguration(userFile: userFile), options: options)
        let user = try next.client(UserManagerClient.self).getUser(id: someone.id)
        let delay = Nanoseconds.milliseconds(since: again)
        try page.line("again", "process \(next.processID) has its users and answers after \(delay)")
        try page.line("", "getUser(id:): \(user.displayName)")
        next.stopBlocking()
    }

    /// The path as it is seen from here.
    private func shortened(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}
