/// What the host knows about a plugin that somebody else started and that attached itself, and what such a plugin lacks.
public struct AttachReport: Sendable, Hashable, CustomStringConvertible {
    /// The number of its process, as this process sees it; 0 if it is in another namespace.
    public let processID: Int32
    /// The user that it ran as when it connected.
    public let userID: UInt32
    /// Whether the kernel itself named the process of the connection (Linux 6.5).
    ///
    /// Before that it is found by its number, and the connection looked at again afterwards.
    public let isExact: Bool

    /// What a plugin has that its host started, and this one has not.
    public static let lacks = [
        "a sandbox", "a signal when the host dies", "a sealed and checked program", "its own process group",
        "its output in the host's log", "an exit status that the host gets to know",
    ]

    /// All of it in one line.
    public var description: String {
        "attached by process \(processID) of user \(userID)\(isExact ? "" : ", found by its number")"
            + "; without " + Self.lacks.joined(separator: ", ")
    }
}
