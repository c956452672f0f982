/// Which system calls a plugin keeps when it is ready.
///
/// A plugin starts with what loading a program, its libraries and its `init` take. When it can be called, the plugin's
/// library gives up most of that, in all threads: 30 calls are left, and those that its grants are about. What that keeps
/// a plugin from: opening files for writing, looking at folders and at what files are, making code executable, making pipes,
/// sockets or epoll instances, handlers of signals. All of that fails with EPERM. Threads, tasks, `Task.sleep`, memory, the
/// C library's local time, and opening and reading files work.
///
/// Not every library expects EPERM. In a plugin without grants, Foundation's `Bundle.main` and `Bundle.module` end the process
/// with SIGILL and no word, `TimeZone.current` is Greenwich's, and `FileManager` does not find files that exist. What they lack is
/// "newfstatat", and the current folder "getcwd": name them in ``few(and:)``. Any grant to read, write or execute, and the
/// network, brings both along.
///
/// A plugin whose methods need more says so in its manifest, as "calls newfstatat getcwd" or "calls all", and its host lets it
/// have that here.
public struct ReadyCalls: Sendable, Hashable {
    enum Choice: Sendable, Hashable {
        case few([String])
        case unchanged(reason: String)
    }

    let choice: Choice

    /// The few that serving takes, and those that the grants are about.
    public static let few = ReadyCalls(choice: .few([]))

    /// The same, and some more, with any arguments.
    ///
    /// - Parameter names: Their names in the kernel, such as "timerfd_create". One that does not exist fails the start.
    /// - Returns: The choice.
    public static func few(and names: [String]) -> ReadyCalls {
        ReadyCalls(choice: .few(names))
    }

    /// All with which it starts: nothing is given up when it is ready.
    ///
    /// - Parameter reason: Why, for the report.
    /// - Returns: The choice.
    public static func unchanged(because reason: String) -> ReadyCalls {
        ReadyCalls(choice: .unchanged(reason: reason))
    }
}
