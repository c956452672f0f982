import Foundation
import Outboard
import UserManager

/// Kills a plugin in the middle of a call.
struct CrashScene {
    private static let userCount = 5000

    let page: Page
    let pluginPath: String

    /// Shows what the caller gets, and what a later one gets.
    func run() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "user-manager-demo.\(getpid()).json")
            .path(percentEncoded: false)
        defer { try? FileManager.default.removeItem(atPath: file) }
        _ = try UserFileGenerator(count: Self.userCount).write(to: file)
        let plugin = try PluginHandle.startBlocking(
            at: pluginPath, configuration: UserManagerConfiguration(userFile: file),
            options: .defaults { $0.sandbox = .granting(.read(file)) })
        let users = try plugin.client(UserManagerClient.self)
        try page.line(
            "plugin", "process \(plugin.processID), which was configured to load \(Self.userCount.grouped) users")
        try killDuringCall(plugin, users)
        do {
            _ = try users.findUsers(query: "nobody")
        } catch let error as OutboardError {
            try page.line("next call", "is not even sent, so it can be made again:")
            try show(error)
        }
    }

    /// Searches all users for somebody who is not there, again and again, until the plugin dies under it.
    ///
    /// Nearly all of the time passes in the plugin, so that is where the signal finds the call.
    private func killDuringCall(_ plugin: PluginHandle, _ users: UserManagerClient) throws {
        let kill = Kill()
        kill.strike(plugin.processID, afterMilliseconds: 100)
        var answered = 0
        do {
            while true {
                _ = try users.findUsers(query: "nobody of this name")
                answered += 1
            }
        } catch let error as OutboardError {
            let delay = Nanoseconds.milliseconds(since: kill.time)
            let moment = error.code == .lost ? "in the middle of the next call" : "between that and the next call"
            try page.line("calls", "findUsers(query:) has searched them \(answered.grouped) times")
            try page.line("SIGKILL", "\(moment); \(delay) later its caller has an OutboardError:")
            try show(error)
        }
    }

    private func show(_ error: OutboardError) throws {
        try page.line("", "code             \(error.code)")
        try page.line("", "message          \(error.message)")
        try page.line("", "mayHaveExecuted  \(error.mayHaveExecuted)")
    }
}
