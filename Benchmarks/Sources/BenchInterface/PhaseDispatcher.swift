public import OutboardCore

/// The plugin's side of ``PhaseClient``.
public struct PhaseDispatcher: InterfaceDispatcher {
    /// What host and plugin agree on.
    public static var interface: InterfaceDescriptor { PhaseClient.interface }
    private let phase: RandomPhase

    /// Creates a dispatcher.
    ///
    /// - Parameter phase: What passes in each call.
    public init(_ phase: RandomPhase) {
        self.phase = phase
    }

    /// Runs a call.
    public func dispatch(_ call: inout IncomingCall) {
        switch call.method {
        case 0:
            call.reply { (_: inout WireReader) throws -> Turn in
                let arrivedAt = MonotonicTime.now()
                return Turn(arrivedAt: arrivedAt, answeredAt: phase.pass())
            }
        case 1:
            call.replyVoid { (reader: inout WireReader) throws in
                try Processors.pin(to: Int(try reader.next(Int32.self)))
            }
        default: call.rejectUnknownMethod()
        }
    }
}
