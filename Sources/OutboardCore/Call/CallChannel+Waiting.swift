internal import Glibc
internal import OutboardRing
internal import OutboardSystem
internal import SystemPackage

extension CallChannel {
    /// Waits for the answer of a published call, or for the next answer on the lane if no call is named.
    func awaitAnswer(
        _ lane: UnsafeMutablePointer<HostLane>, _ wanted: UInt32?, _ binding: CallBinding
    ) throws -> Answer {
        // One look at least: a worker that was woken on this processor may have run at once, and have answered.
        if unsafe lane.pointee.replies.poll(max(1, lane.pointee.pace.eagerPolls)) {
            let header = unsafe lane.pointee.replies.copyHeader()
            if let answer = unsafe lane.pointee.takePlainReply(header, wanted ?? header.callID) { return answer }
            if let answer = try unsafe take(lane, header, wanted, binding, began: nil) { return answer }
        }
        return try unsafe awaitAnswerSlowly(lane, wanted, binding)
    }

    /// Waits for an answer: for the wanted one, or for any if none is named.
    @inline(never)
    func awaitAnswerSlowly(
        _ lane: UnsafeMutablePointer<HostLane>, _ wanted: UInt32?, _ binding: CallBinding
    ) throws -> Answer {
        let began = MonotonicClock.now()
        let deadline = binding.options.deadline(from: began)
        let spinNanoseconds = unsafe lane.pointee.pace.pollNanoseconds
        var mayPoll = spinNanoseconds > 0 && SpinGate.enter()
        unsafe notes.begin(
            lane: lane.pointee.index, ordinal: binding.ordinal(lane.pointee.openMethod), at: began)
        defer {
            unsafe notes.end(lane: lane.pointee.index)
            if mayPoll { SpinGate.leave() }
            unsafe lane.pointee.pace.noteWait(since: began, lane.pointee.own)
        }
        var now = unsafe lane.pointee.pace.begin(began, lane.pointee.own) { unsafe lane.pointee.replies.isReady }
        var uselessWakes = 0
        while true {
            if mayPoll {
                for _ in 0..<200 {
                    if unsafe lane.pointee.replies.isReady { break }
                    Spin.pause()
                }
                now = MonotonicClock.now()
            }
            if unsafe lane.pointee.replies.isReady {
                let header = unsafe lane.pointee.replies.copyHeader()
                if let answer = try unsafe take(lane, header, wanted, binding, began: began) { return answer }
                // Not what this call waits for, and no reason to wait for longer than it may.
                now = MonotonicClock.now()
                continue
            }
            if now >= deadline { throw unsafe giveUp(lane, age: now - began, binding) }
            if isClosed {
                // What the plugin published before it died still counts.
                if unsafe lane.pointee.replies.isReady { continue }
                throw unsafe lose(lane, age: now - began, binding)
            }
            if mayPoll, now - began < spinNanoseconds { continue }
            if mayPoll {
                mayPoll = false
                SpinGate.leave()
            }
            let ended = unsafe park(lane, timeout: deadline == .max ? nil : deadline - now)
            if unsafe !lane.pointee.replies.isReady {
                if ended, !isClosed { awaitEnd(until: deadline) }
                uselessWakes &+= 1
                if uselessWakes > Self.mostUselessWakes { usleep(1000) }
                now = MonotonicClock.now()
            }
        }
    }

    /// How often a call may be woken for nothing; beyond that it looks every millisecond only.
    ///
    /// A plugin that rings without end would have its callers' processors for itself. An honest one rings for an answer.
    static let mostUselessWakes = 100

    /// Sleeps until the bell, the end of the process or the deadline: arm, fence, look again, park.
    ///
    /// - Returns: Whether the process ended.
    private func park(_ lane: UnsafeMutablePointer<HostLane>, timeout: UInt64?) -> Bool {
        unsafe lane.pointee.own.arm(at: lane.pointee.replies.position)
        if unsafe lane.pointee.replies.isReady { return false }
        unsafe lane.pointee.own.countPark()
        unsafe lane.pointee.own.setParked(true)
        let token: Int32
        if unsafe lane.pointee.pace.handsOff {
            // The plugin's worker runs where this thread sleeps, and wakes it there.
            let waits = unsafe lane.pointee.waits
            token = unsafe lane.pointee.pace.stay { Epoll.park(waits, timeoutNanoseconds: timeout) }
        } else {
            token = unsafe Epoll.park(lane.pointee.waits, timeoutNanoseconds: timeout)
        }
        unsafe lane.pointee.own.setParked(false)
        return token == Int32(truncatingIfNeeded: LaneBells.endToken)
    }

    /// Waits until the thread that reaps the process has closed the channel, or the call's deadline, or for a while.
    ///
    /// Nothing is closed with a guess: whoever still knows nothing looks at the end again, which is told for as long as it
    /// is true.
    func awaitEnd(until deadline: UInt64) {
        let now = MonotonicClock.now()
        guard let fate = awaitFate(before: deadline, now: now) else { return }
        if !isClosed { close(fate) }
    }

    /// Takes the answers that nobody waits for out of the ring, so that their places become free.
    @inline(never)
    func dropAbandoned(_ lane: UnsafeMutablePointer<HostLane>, _ binding: CallBinding) throws {
        while unsafe lane.pointee.replies.isReady {
            let header = unsafe lane.pointee.replies.copyHeader()
            guard unsafe lane.pointee.calls.state(header.callID) != .waiting else { return }
            _ = try unsafe take(lane, header, nil, binding, began: nil)
        }
    }

    /// Takes the next record of the reply ring; returns the answer if it is the one wanted.
    @inline(never)
    func take(
        _ lane: UnsafeMutablePointer<HostLane>, _ header: RecordHeader, _ wanted: UInt32?, _ binding: CallBinding,
        began: UInt64?
    ) throws -> Answer? {
        do throws(ProtocolViolation) {
            switch try unsafe lane.pointee.takeReply(header) {
            case .answer(let answer):
                return wanted == nil || answer.callID == wanted ? answer : nil
            case .lease(let leased, let byteCount):
                try unsafe lend(lane, leased, byteCount)
                return nil
            case .dropped:
                return nil
            }
        } catch {
            let age = began.map { MonotonicClock.now() - $0 } ?? 0
            unsafe abandonAll(lane, binding)
            unsafe lane.pointee.isBroken = true
            throw violate(error, method: binding.name(unsafe lane.pointee.openMethod), age: age)
        }
    }

    private func giveUp(
        _ lane: UnsafeMutablePointer<HostLane>, age: UInt64, _ binding: CallBinding
    ) -> OutboardError {
        unsafe abandonAll(lane, binding)
        return binding.unanswered(unsafe lane.pointee.openMethod, age: age)
    }

    private func lose(_ lane: UnsafeMutablePointer<HostLane>, age: UInt64, _ binding: CallBinding) -> OutboardError {
        // In a process that is gone nothing runs, but an in-process plugin has to hear of it.
        unsafe abandonAll(lane, binding)
        return awaitFate().inFlight(method: binding.name(unsafe lane.pointee.openMethod), age: age)
    }
}
