internal import Outboard

/// One way to sleep that is compared with the plain ping-pong.
struct ParkKind: Sendable {
    let policy: WaitPolicy
    let placement: Placement
    /// Between calls, in nanoseconds.
    let gap: UInt64

    /// Where the two processes of the plain ping-pong are for it.
    var reference: Placement { placement == .twoCPUs ? .twoCPUs : .oneCPU }

    /// All that is measured.
    static let all = [UInt64(0), 1_000_000].flatMap { gap in
        [
            ParkKind(policy: .handoff, placement: .oneCPU, gap: gap),
            ParkKind(policy: .handoff, placement: .free, gap: gap),
            ParkKind(policy: .park, placement: .twoCPUs, gap: gap),
        ]
    }
}
