internal import Foundation
internal import Outboard
internal import UserManager

/// Kills a plugin in the middle of a call.
struct CrashScene {
    /// What became of it.
    struct Outcome {
        /// What the caller got.
        let error: OutboardError
        /// The calls that were answered before.
        let answered: Int
        /// Nanoseconds from the kill to the error.
        let delay: UInt64
    }

    /// Asks for every user of a large file again and again, until the plugin dies under it.
    func run(_ plugin: PluginHandle, _ users: UserManagerClient) throws -> Outcome {
        let kill = Kill()
        // One answer first, so that the pages are there and the next calls are alike.
        _ = try users.findUsers(query: "example")
        kill.strike(plugin.processID, afterMilliseconds: 100)
        var answered = 0
        do {
            while true {
                _ = try users.findUsers(query: "example")
                answered += 1
            }
        } catch let error as OutboardError {
            let now = Nanoseconds.now()
            return Outcome(error: error, answered: answered, delay: now &- kill.time)
        }
    }
}
