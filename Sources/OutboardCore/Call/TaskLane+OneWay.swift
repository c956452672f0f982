internal import OutboardRing
internal import OutboardSystem

// One-way calls on the lane of the asynchronous calls, and the room that they leave.
extension TaskLane {
    /// Publishes a one-way call without suspending its task: if it is small, none waits before it and there is room.
    ///
    /// - Returns: Whether it was published.
    func sendAtOnce(
        _ binding: CallBinding, _ method: UInt16, byteCount: Int, _ encode: (inout WireWriter) -> Void
    ) throws -> Bool {
        // Encoding what is larger would hold up the waiting thread.
        guard unsafe byteCount <= lane.pointee.requests.blockBytes else { return false }
        return try state.withLock { state throws -> Bool in
            if let fate = state.fate { throw fate.notSent(method: binding.name(method)) }
            guard state.queued.isEmpty, state.held.isEmpty else { return false }
            // A lie is found out by who waits for room.
            if unsafe !lane.pointee.hasRoom { unsafe try? lane.pointee.learnTaken() }
            guard unsafe lane.pointee.hasRoom else { return false }
            let open = try unsafe binding.open(lane, method, byteCount: byteCount, isOneWay: true)
            var writer = unsafe WireWriter(start: open.payload, byteCount: byteCount)
            encode(&writer)
            guard writer.isExact else {
                unsafe lane.pointee.forgetOpen()
                throw binding.inexact(method)
            }
            unsafe lane.pointee.publishOneWay()
            return true
        }
    }

    /// Whether a call can be published.
    ///
    /// If not, an answer rings the bell, or the plugin does when it has run enough one-way calls: arm, fence, look again.
    /// Whoever parks is the waiting thread.
    func hasRoom(_ call: AsyncCall, _ done: inout [Resumption]) -> Bool {
        if unsafe lane.pointee.hasRoom(isOneWay: call.isOneWay, call.byteCount) { return true }
        guard unsafe lane.pointee.calls.count < lane.pointee.requests.slots else { return false }
        let count = unsafe lane.pointee.takenForRoom(isOneWay: call.isOneWay, call.byteCount)
        unsafe lane.pointee.own.armForSpace(at: count)
        LaneControl.fenceAfterArming()
        do throws(ProtocolViolation) {
            try unsafe lane.pointee.learnTaken()
        } catch {
            done.append(.violated(call.binding.channel, error))
            return false
        }
        return unsafe lane.pointee.hasRoom(isOneWay: call.isOneWay, call.byteCount)
    }
}
