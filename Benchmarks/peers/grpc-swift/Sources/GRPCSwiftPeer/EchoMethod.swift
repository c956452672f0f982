internal import GRPCCore

/// What the peer serves.
enum EchoMethod {
    /// One message there and back.
    static let call = MethodDescriptor(fullyQualifiedService: "outboard.peers.Echo", method: "Call")
    /// Any number of messages, each answered before the next.
    static let stream = MethodDescriptor(fullyQualifiedService: "outboard.peers.Echo", method: "Stream")
}
