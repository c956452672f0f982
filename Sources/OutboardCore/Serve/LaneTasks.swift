internal import OutboardRing
internal import OutboardSystem

/// The running tasks of a lane's asynchronous calls, so that they can be cancelled.
///
/// Tasks enter and leave on whatever threads they run; another thread cancels, because the lane's worker may be busy in
/// one of them. A task lies at the place of its call's cancellation bit, which is the call's own until it is answered.
final class LaneTasks: Sendable {
    private let slots: Int
    /// The host's words about the lane.
    private let host: LaneControl
    /// One for each slot; none before the first asynchronous call.
    private let places = Locked<[TaskPlace]>([])

    init(slots: Int, host: LaneControl) {
        self.slots = slots
        self.host = host
    }

    /// Finds the place of a call.
    func place(callID: UInt32) -> TaskPlace {
        places.withLock { places in
            if places.isEmpty { places = (0..<slots).map { _ in TaskPlace() } }
            return places[Int(callID) & (slots - 1)]
        }
    }

    /// Where the host says that it no longer waits for a call.
    func bit(callID: UInt32) -> CancellationBit { host.cancellationBit(callID: callID, slots: slots) }

    /// Cancels the tasks of all calls that the host has given up; those that are cancelled already do not mind.
    func cancelAbandoned() {
        let places = self.places.withLock { $0 }
        for (index, place) in places.enumerated() {
            let bit = host.cancellationBit(callID: UInt32(truncatingIfNeeded: index), slots: slots)
            // Looked at again in there: the call may be over, and a later one have its place.
            if bit.isSet { place.cancel { bit.isSet } }
        }
    }
}
