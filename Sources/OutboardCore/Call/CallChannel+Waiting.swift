internal import OutboardRing
internal import OutboardSystem

extension CallChannel {
    /// How often a caller looks at its ring before it looks at anything else: about a microsecond, without a clock.
    private static var eagerPolls: Int { 1500 }

    /// Waits for the answer of a published call.
    func awaitAnswer(
        _ slot: CallSlot, options: CallOptions, of interface: InterfaceDescriptor
    ) throws -> Answer {
        let lane = unsafe slot.lane
        if spinNanoseconds > 0 {
            for _ in 0..<Self.eagerPolls where unsafe lane.pointee.replies.isReady {
                if let answer = try unsafe take(lane, slot.callID, options, interface, slot.method, began: nil) {
                    return answer
                }
            }
        }
        return try awaitAnswerSlowly(slot, options: options, of: interface)
    }

    @inline(never)
    private func awaitAnswerSlowly(
        _ slot: CallSlot, options: CallOptions, of interface: InterfaceDescriptor
    ) throws -> Answer {
        let lane = unsafe slot.lane
        let began = MonotonicClock.now()
        let deadline = options.deadlineFromNow
        var mayPoll = spinNanoseconds > 0 && SpinGate.enter()
        defer { if mayPoll { SpinGate.leave() } }
        while true {
            if mayPoll {
                for _ in 0..<200 {
                    if unsafe lane.pointee.replies.isReady { break }
                    Spin.pause()
                }
            }
            if unsafe lane.pointee.replies.isReady {
                if let answer = try unsafe take(lane, slot.callID, options, interface, slot.method, began: began) {
                    return answer
                }
                continue
            }
            let now = MonotonicClock.now()
            if let deadline, now >= deadline {
                throw unsafe abandon(lane, slot.callID, slot.method, age: now - began, of: interface)
            }
            if isClosed {
                // What the plugin published before it died still counts.
                if unsafe lane.pointee.replies.isReady { continue }
                throw unsafe lose(lane, slot.callID, slot.method, age: now - began, of: interface)
            }
            if mayPoll, now - began < spinNanoseconds { continue }
            if mayPoll {
                mayPoll = false
                SpinGate.leave()
            }
            let ended = unsafe park(lane, timeout: deadline.map { $0 - now })
            if ended, unsafe !lane.pointee.replies.isReady, !isClosed {
                let fate = awaitFate()
                if !isClosed { close(fate) }
            }
        }
    }

    /// Sleeps until the bell, the end of the process or the deadline: arm, fence, look again, park.
    ///
    /// - Returns: Whether the process ended.
    private func park(_ lane: UnsafeMutablePointer<HostLane>, timeout: UInt64?) -> Bool {
        unsafe lane.pointee.own.arm(at: lane.pointee.replies.position)
        if unsafe lane.pointee.replies.isReady { return false }
        unsafe lane.pointee.own.countPark()
        unsafe lane.pointee.own.setParked(true)
        let token = unsafe Epoll.park(lane.pointee.waits, timeoutNanoseconds: timeout)
        unsafe lane.pointee.own.setParked(false)
        return token == Int32(truncatingIfNeeded: LaneBells.endToken)
    }

    /// Takes the next record of the reply ring; returns the answer if it is the one wanted.
    private func take(
        _ lane: UnsafeMutablePointer<HostLane>, _ callID: UInt32, _ options: CallOptions,
        _ interface: InterfaceDescriptor, _ method: UInt16, began: UInt64?
    ) throws -> Answer? {
        do {
            switch try unsafe lane.pointee.takeReply() {
            case .answer(let answer):
                return answer.callID == callID ? answer : nil
            case .lease(let leased, let byteCount):
                try unsafe lend(lane, leased, byteCount)
                return nil
            case .dropped:
                return nil
            }
        } catch let violation as ProtocolViolation {
            let age = began.map { MonotonicClock.now() - $0 } ?? 0
            unsafe lane.pointee.calls.abandon(callID)
            throw violate(violation, method: interface.methodName(method), age: age)
        }
    }

    /// Lends the plugin an attachment for the reply of a call; an empty one says no.
    func lend(_ lane: UnsafeMutablePointer<HostLane>, _ callID: UInt32, _ byteCount: UInt64) throws {
        let message = AttachmentMessage(lane: unsafe lane.pointee.index, callID: callID, purpose: .result)
        let isWanted = unsafe lane.pointee.calls.state(callID) == .waiting
        if isWanted, byteCount > 0, byteCount <= UInt64(parts.maximumPayload) {
            if let lease = try? Attachment(byteCount: Int(byteCount)) {
                try lease.file.seal([.shrink, .grow, .seal])
                unsafe lane.pointee.leases[callID] = lease
                try parts.sendAttachment(lease, message)
                return
            }
        }
        try parts.sendAttachment(Attachment(byteCount: 0), message)
    }

    private func abandon(
        _ lane: UnsafeMutablePointer<HostLane>, _ callID: UInt32, _ method: UInt16, age: UInt64,
        of interface: InterfaceDescriptor
    ) -> OutboardError {
        unsafe lane.pointee.calls.abandon(callID)
        return OutboardError(
            code: .timeout,
            message: "\(interface.methodName(method)) was not answered within \(age / 1_000_000) ms",
            mayHaveExecuted: true)
    }

    private func lose(
        _ lane: UnsafeMutablePointer<HostLane>, _ callID: UInt32, _ method: UInt16, age: UInt64,
        of interface: InterfaceDescriptor
    ) -> OutboardError {
        unsafe lane.pointee.calls.abandon(callID)
        return awaitFate().inFlight(method: interface.methodName(method), age: age)
    }
}
