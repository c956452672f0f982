internal import OutboardCore

/// Why a generation ends, when the host or the plugin itself said so before the process was gone.
enum EndReason: Sendable {
    /// The host stopped it.
    case stopped
    /// It broke the protocol.
    case violated(ProtocolViolation)
    /// It did not get through the handshake in time.
    case startTimeout(Duration)
    /// It did not exit in time when it was stopped.
    case stopTimeout(Duration)
    /// It did not finish its calls in time when another generation took its place.
    case drainTimeout(Duration)
    /// It did not end a call in time that its caller had given up.
    case stuck(StuckCall)
    /// Its process has not responded for so long.
    case unresponsive(Duration)
    /// It used more than it may.
    case overused(String)
    /// It did not give up system calls when it was ready.
    case untightened(String)
    /// It refused to start; the text is the plugin's.
    case refused(String)
    /// Another host has it.
    case handedOver
    /// It closed the control socket and went on running.
    case hungUp
    /// Host and plugin do not speak the same version of the contract.
    case incompatible(HandshakeError)

    /// Whether the process is asked to end by a signal before it is killed.
    var beginsWithTermination: Bool {
        switch self {
        case .stopTimeout, .drainTimeout: true
        default: false
        }
    }
}
