internal import Glibc
internal import OutboardRing
internal import OutboardSystem

// Reads memory that hostile plugins write: as in `HostLane+Replies.swift`, no operation here can trap because of it.
extension FanOut {
    /// How one member's call ended.
    enum Outcome {
        /// An answer, which is valid until `end(_:)`.
        case answer(Answer, Member)
        /// None.
        case failure(any Error)
    }

    /// Waits for the next outcome; nothing if all are known.
    ///
    /// - Parameter wanted: How many outcomes the caller needs, if that is known: it need not be woken for fewer.
    /// - Returns: An outcome and whose it is.
    mutating func next(of wanted: Int) -> (index: Int, outcome: Outcome)? {
        // What the caller does with an outcome must not keep others from hearing of their call.
        defer { wait.flush() }
        while true {
            if let (index, error) = refused.popLast() { return (index, .failure(error)) }
            if let first = waiting.first {
                if let found = poll(bindings[first.index].channel.eagerPolls) { return found }
                if let found = nextSlowly(wanted) { return found }
            } else if let found = explainDeath() {
                return found
            } else if unsent.isEmpty {
                return nil
            } else {
                sendBlocking()
            }
        }
    }

    /// Looks at the rings a number of times.
    private mutating func poll(_ count: Int) -> (index: Int, outcome: Outcome)? {
        var polls = count
        if polls > 0 { wait.flush() }
        while polls > 0, !waiting.isEmpty {
            polls &-= waiting.count
            if let found = look() { return found }
        }
        return nil
    }

    /// Gives back the lane of a member whose answer has been used.
    mutating func end(_ member: Member) {
        let channel = bindings[member.index].channel
        unsafe channel.leaveUnattended(member.lane, false)
        unsafe channel.release(member.lane)
    }

    /// Looks at the rings of all members once.
    private mutating func look() -> (index: Int, outcome: Outcome)? {
        var left = waiting.count
        while left > 0 {
            left &-= 1
            if cursor >= waiting.count { cursor = 0 }
            guard cursor < waiting.count else { return nil }
            if unsafe waiting[cursor].lane.pointee.replies.isReady, let found = take(cursor) { return found }
            cursor &+= 1
        }
        return nil
    }

    /// Takes the next record of a member's ring.
    private mutating func take(_ place: Int) -> (index: Int, outcome: Outcome)? {
        let member = waiting[place]
        let channel = bindings[member.index].channel
        waiting[place].isArmed = false
        do throws(ProtocolViolation) {
            switch try unsafe member.lane.pointee.takeReply(member.lane.pointee.replies.copyHeader()) {
            case .answer(let answer):
                guard answer.callID == member.callID else { return nil }
                waiting.remove(at: place)
                return (member.index, .answer(answer, member))
            case .lease(let callID, let byteCount):
                try unsafe channel.lend(member.lane, callID, byteCount)
            case .dropped:
                break
            }
        } catch {
            unsafe member.lane.pointee.isBroken = true
            channel.parts.violated(error)
            dying.append(waiting.remove(at: place))
        }
        return nil
    }

    // MARK: Waiting

    /// Waits with an eye on clock, deaths and deadlines, and on the lanes of members that have not been called.
    ///
    /// - Returns: Nothing when there is something else to be done than to wait for answers.
    private mutating func nextSlowly(_ wanted: Int) -> (index: Int, outcome: Outcome)? {
        let began = MonotonicClock.now()
        let spinNanoseconds = waiting.map { bindings[$0.index].channel.spinNanoseconds }.min() ?? 0
        var mayPoll = spinNanoseconds > 0 && SpinGate.enter()
        if mayPoll { wait.flush() }
        defer { if mayPoll { SpinGate.leave() } }
        var wakes = 0
        while !waiting.isEmpty {
            if let found = look() { return found }
            let now = MonotonicClock.now()
            if let found = findEnd(now) { return found }
            sendUnsent(now)
            if waiting.isEmpty || !refused.isEmpty { return nil }
            if mayPoll, now &- began < spinNanoseconds {
                Spin.pause()
                continue
            }
            if mayPoll {
                mayPoll = false
                SpinGate.leave()
            }
            park(now, wanted)
            wakes &+= 1
            // Each answer begins this anew, so that these were for nothing.
            if wakes > CallChannel.mostUselessWakes { usleep(1000) }
        }
        return nil
    }

    /// Looks for a member that is gone or whose deadline has passed; sets aside those that are on their way out.
    private mutating func findEnd(_ now: UInt64) -> (index: Int, outcome: Outcome)? {
        for place in waiting.indices.reversed() {
            let member = waiting[place]
            let binding = bindings[member.index]
            let isOver = binding.channel.isClosed || wait.hasEnded[member.index]
            // What the plugin published before it died still counts: look after it is known to be gone.
            if isOver, unsafe member.lane.pointee.replies.isReady { continue }
            if isOver {
                dying.append(waiting.remove(at: place))
            } else if now >= member.deadline {
                waiting.remove(at: place)
                Self.giveUp(member, binding)
                return (member.index, .failure(binding.unanswered(method, age: now &- began)))
            }
        }
        return nil
    }

    /// Sleeps until a bell, an end or the first deadline: arm all, fence, look again, park.
    private mutating func park(_ now: UInt64, _ wanted: Int) {
        for place in waiting.indices {
            let member = waiting[place]
            wait.watch(member: member.index, lane: unsafe member.lane.pointee.index)
            if !member.isArmed {
                unsafe member.lane.pointee.own.armWithoutFence(at: member.lane.pointee.replies.position)
                waiting[place].isArmed = true
            }
        }
        LaneControl.fenceAfterArming()
        var deadline = unsent.isEmpty ? UInt64.max : retry.at
        for member in waiting {
            if unsafe member.lane.pointee.replies.isReady { return }
            deadline = min(deadline, member.deadline)
        }
        for member in waiting {
            unsafe member.lane.pointee.own.countPark()
            unsafe member.lane.pointee.own.setParked(true)
            let binding = bindings[member.index]
            unsafe binding.channel.notes.begin(
                lane: member.lane.pointee.index, ordinal: binding.ordinal(method), at: began)
        }
        wait.wait(
            // The lanes of those that have answered may be what others wait for.
            for: unsent.isEmpty ? min(wanted, waiting.count) : 1,
            timeoutNanoseconds: deadline == .max ? nil : deadline &- min(now, deadline))
        for member in waiting {
            unsafe member.lane.pointee.own.setParked(false)
            unsafe bindings[member.index].channel.notes.end(lane: member.lane.pointee.index)
        }
    }

    /// Waits for the cause of one member's death: only when there is nothing else to wait for.
    private mutating func explainDeath() -> (index: Int, outcome: Outcome)? {
        guard let member = dying.popLast() else { return nil }
        let binding = bindings[member.index]
        let fate = binding.channel.awaitFate()
        let age = MonotonicClock.now() &- began
        // What was published meanwhile counts no more: the ring has been looked at after the end.
        Self.giveUp(member, binding)
        return (member.index, .failure(fate.inFlight(method: binding.name(method), age: age)))
    }
}
