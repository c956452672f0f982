internal import Glibc

/// What this process holds.
struct HostState: Sendable {
    /// Open descriptors.
    let descriptors: Int
    /// Threads.
    let threads: Int
    /// Pages of its own.
    let privateBytes: Int

    /// Looks.
    init() throws {
        self.descriptors = SystemFile.names(in: "/proc/self/fd").count
        self.threads = SystemFile.names(in: "/proc/self/task").count
        self.privateBytes = try ProcessMemory(of: getpid()).privateBytes
    }
}
