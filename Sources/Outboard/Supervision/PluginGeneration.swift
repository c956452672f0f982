/// A generation of a supervised plugin that has not ended.
public struct PluginGeneration: Sendable, Hashable {
    /// What it does.
    public enum Role: Sendable, Hashable {
        /// It has been launched, and its handshake is not complete.
        case starting
        /// It has the calls.
        case serving
        /// It finishes the calls that it has, and ends.
        case draining
    }

    /// Its number: 1 for the first start.
    public let number: Int
    /// The process id, for people.
    public let processID: Int32
    /// What it does.
    public let role: Role
}
