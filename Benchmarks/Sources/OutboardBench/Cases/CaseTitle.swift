/// What a row of the results is about.
struct CaseTitle: Sendable {
    /// Who answers the calls.
    enum Peer: String, Sendable {
        /// A plugin process, through Outboard.
        case outboard
        /// The implementation in the calling process, by a direct call.
        case inProcess = "in-process"
        /// The implementation in a shared library that the calling process has loaded, by a call through the protocol.
        case swiftDlopen = "swift-dlopen"
        /// A plugin process, through one cache line each way.
        case floor
        /// A process that sleeps on an eventfd.
        case eventfd
    }

    /// The name, also for `--cases`.
    var name: String
    /// Who answers.
    var peer = Peer.outboard
    /// Bytes of the argument, and of the result.
    var payloadBytes = 0
    /// Calls on their way at the same time.
    var window = 1
}
