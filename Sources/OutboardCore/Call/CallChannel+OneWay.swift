internal import OutboardRing
internal import OutboardSystem

// Waits for what the plugin takes, and not for its answers.
extension CallChannel {
    /// Takes a lane for a one-way call of the calling thread: its own, unless others use it.
    func takeLaneForOneWay(_ binding: CallBinding, _ method: UInt16) throws -> UnsafeMutablePointer<HostLane> {
        unsafe adopt(try pool.takeOwnForOneWay() ?? pool.takeAny(binding, method), binding)
    }

    /// Whether a call would have to wait for the room of one-way calls.
    func mustMakeRoom(_ lane: UnsafeMutablePointer<HostLane>, _ binding: CallBinding, _ method: UInt16) throws -> Bool {
        if unsafe lane.pointee.hasRoom { return false }
        try unsafe dropAbandoned(lane, binding)
        try unsafe learnTaken(lane, binding, method)
        return unsafe !lane.pointee.hasRoom && lane.pointee.calls.count < lane.pointee.requests.slots
    }

    /// Waits until there is room for a call, where one-way calls take it.
    ///
    /// Where unanswered calls take it there is none afterwards either.
    @inline(never)
    func makeRoom(
        _ lane: UnsafeMutablePointer<HostLane>, _ method: UInt16, byteCount: Int, isOneWay: Bool, _ binding: CallBinding
    ) throws {
        try unsafe dropAbandoned(lane, binding)
        guard unsafe lane.pointee.calls.count < lane.pointee.requests.slots else { return }
        let count = unsafe lane.pointee.takenForRoom(isOneWay: isOneWay, byteCount)
        try unsafe awaitTaken(lane, count, binding, method, isSent: false)
    }

    /// Waits until the plugin has taken a number of records, of which the last, or one behind it, is a one-way call.
    ///
    /// - Parameters:
    ///   - lane: The lane, which the calling thread holds.
    ///   - count: How many it must have taken.
    ///   - binding: Says how long to wait, and how.
    ///   - method: The ordinal of the method, for messages.
    ///   - isSent: Whether the plugin has the call for which this waits.
    /// - Throws: `OutboardError` if it has not in time, or is gone.
    func awaitTaken(
        _ lane: UnsafeMutablePointer<HostLane>, _ count: UInt32, _ binding: CallBinding, _ method: UInt16,
        isSent: Bool
    ) throws {
        try unsafe learnTaken(lane, binding, method)
        if unsafe lane.pointee.hasTaken(count) { return }
        let name = binding.name(method)
        if !isSent, binding.options.backPressure == .fail {
            throw OutboardError(
                code: .busy, message: "\(binding.unsent(method)): one-way calls take all the lane's room")
        }
        let began = MonotonicClock.now()
        let deadline = binding.options.deadline(from: began)
        let spinNanoseconds = unsafe lane.pointee.pace.pollNanoseconds
        var mayPoll = spinNanoseconds > 0 && SpinGate.enter()
        if isSent { unsafe notes.begin(lane: lane.pointee.index, ordinal: binding.ordinal(method), at: began) }
        defer {
            if isSent { unsafe notes.end(lane: lane.pointee.index) }
            if mayPoll { SpinGate.leave() }
        }
        while true {
            try unsafe dropAbandoned(lane, binding)
            let isOver = isClosed
            // What the plugin took before it died still counts.
            try unsafe learnTaken(lane, binding, method)
            if unsafe lane.pointee.hasTaken(count) { return }
            let now = MonotonicClock.now()
            if isOver {
                throw isSent
                    ? awaitFate().inFlight(method: name, age: now - began) : awaitFate().notSent(method: name)
            }
            if !isSent, !isOpen, !letsHoldersGoOn { throw refusalError(name) }
            if now >= deadline { throw Self.notTaken(binding, method, age: now - began, isSent: isSent) }
            if mayPoll, now - began < spinNanoseconds {
                unsafe pollTaken(lane)
                continue
            }
            if mayPoll {
                mayPoll = false
                SpinGate.leave()
            }
            // An answer that is there belongs to who holds the lane, and is taken later.
            let replies = unsafe lane.pointee.replies.isReady ? nil : lane.pointee.replies.position
            let timeout = deadline == .max ? nil : deadline - now
            let ended = unsafe parkForTaken(lane, count, replies: replies, timeout: timeout)
            if ended, !isClosed { awaitEnd(until: deadline) }
        }
    }

    private static func notTaken(
        _ binding: CallBinding, _ method: UInt16, age: UInt64, isSent: Bool
    ) -> OutboardError {
        let what =
            isSent
            ? "\(binding.name(method)) was not run by \(binding.channel.parts.title)"
            : "\(binding.unsent(method)): there was no room for it"
        return OutboardError(
            code: .timeout, message: "\(what) within \(CallFate.describe(age: age))", mayHaveExecuted: isSent)
    }

    /// Looks how many records the plugin has taken, in its own words.
    private func learnTaken(
        _ lane: UnsafeMutablePointer<HostLane>, _ binding: CallBinding, _ method: UInt16
    ) throws {
        do throws(ProtocolViolation) {
            try unsafe lane.pointee.learnTaken()
        } catch {
            unsafe abandonAll(lane, binding)
            unsafe lane.pointee.isBroken = true
            throw violate(error, method: binding.name(method), age: 0)
        }
    }

    private func pollTaken(_ lane: UnsafeMutablePointer<HostLane>) {
        for _ in 0..<200 {
            if unsafe lane.pointee.peer.taken != lane.pointee.taken || lane.pointee.replies.isReady { return }
            Spin.pause()
        }
    }

    /// Sleeps until the bell, the end of the process or the deadline: arm, fence, look again, park.
    ///
    /// - Returns: Whether the process ended.
    private func parkForTaken(
        _ lane: UnsafeMutablePointer<HostLane>, _ count: UInt32, replies: UInt32?, timeout: UInt64?
    ) -> Bool {
        unsafe lane.pointee.own.armForSpace(at: count)
        // The late answer of a call that was given up may have to be taken before the plugin goes on.
        if let replies { unsafe lane.pointee.own.armWithoutFence(at: replies) }
        LaneControl.fenceAfterArming()
        if unsafe Int32(bitPattern: lane.pointee.peer.taken &- count) >= 0 { return false }
        if replies != nil, unsafe lane.pointee.replies.isReady { return false }
        unsafe lane.pointee.own.countPark()
        unsafe lane.pointee.own.setParked(true)
        let token = unsafe Epoll.park(lane.pointee.waits, timeoutNanoseconds: timeout)
        unsafe lane.pointee.own.setParked(false)
        return token == Int32(truncatingIfNeeded: LaneBells.endToken)
    }
}
