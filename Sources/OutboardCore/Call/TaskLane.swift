internal import OutboardRing
internal import OutboardSystem

/// The lane of the asynchronous calls: tasks hand their calls in, the host's waiting thread hands the answers out.
///
/// Calls in flight are bounded by the slots of the ring; further ones wait here, and their tasks with them.
@safe
package final class TaskLane: @unchecked Sendable {
    /// A call whose task is suspended.
    struct Pending {
        var id: UInt64
        var method: UInt16
        var arguments: EncodedArguments
        /// In nanoseconds of CLOCK_MONOTONIC, the largest number for none.
        var deadline: UInt64
        var began: UInt64
        var binding: CallBinding
        var continuation: CheckedContinuation<AsyncAnswer, any Error>

        var name: String { binding.name(method) }
    }

    /// Where an asynchronous call stands before it is in one of the tables.
    enum Ticket {
        case expected, cancelled
    }

    struct State {
        var nextID: UInt64 = 0
        var tickets: [UInt64: Ticket] = [:]
        /// Not yet published, oldest first.
        var waiting = PendingQueue()
        /// Published, by the call's identity on the lane.
        var inFlight: [UInt32: Pending] = [:]
        var fate: CallFate?
        /// The deadline that the waiting thread knows of.
        var knownDeadline: UInt64 = .max
    }

    let lane: UnsafeMutablePointer<HostLane>
    /// Guards the lane as well: whoever holds it is the lane's only user.
    let state = Locked(State())

    init(lane: UnsafeMutablePointer<HostLane>) {
        unsafe self.lane = lane
    }

    /// Announces a call, so that a cancellation that comes first finds it.
    func expect() -> UInt64 {
        state.withLock { state in
            state.nextID &+= 1
            state.tickets[state.nextID] = .expected
            return state.nextID
        }
    }

    /// Publishes a call if there is room, or keeps it until there is.
    func submit(_ pending: Pending) {
        let channel = pending.binding.channel
        var done: [Resumption] = []
        let mustWake = state.withLock { state -> Bool in
            if case .cancelled = state.tickets.removeValue(forKey: pending.id) {
                done.append(Resumption(pending, .failure(CancellationError())))
                return false
            }
            if let fate = state.fate {
                done.append(Resumption(pending, .failure(fate.notSent(method: pending.name))))
                return false
            }
            state.waiting.append(pending)
            done += pump(&state, channel)
            guard pending.deadline < state.knownDeadline else { return false }
            state.knownDeadline = pending.deadline
            return true
        }
        for resumption in done { resumption.resume() }
        if mustWake { channel.parts.deadlineChanged() }
    }

    /// Ends the wait of a call.
    ///
    /// Its answer, when it comes, is dropped.
    func cancel(_ id: UInt64) {
        let cancelled = state.withLock { state -> Pending? in
            if state.tickets[id] != nil {
                state.tickets[id] = .cancelled
                return nil
            }
            if let pending = state.waiting.remove(id: id) { return pending }
            guard let (callID, pending) = state.inFlight.first(where: { $0.value.id == id }) else { return nil }
            state.inFlight[callID] = nil
            unsafe lane.pointee.calls.abandon(callID)
            unsafe lane.pointee.leases[callID] = nil
            return pending
        }
        cancelled?.continuation.resume(throwing: CancellationError())
    }

    /// Publishes what waits, as far as there is room.
    private func pump(_ state: inout State, _ channel: CallChannel) -> [Resumption] {
        var failed: [Resumption] = []
        while let pending = state.waiting.first, unsafe lane.pointee.hasRoom {
            state.waiting.removeFirst()
            do {
                let call = try unsafe pending.binding.beginSlowly(
                    lane, pending.method, byteCount: pending.arguments.byteCount)
                unsafe pending.arguments.copy(to: call.payload)
                if unsafe lane.pointee.openHasAttachment {
                    try unsafe channel.sendArguments(lane, name: pending.binding.name)
                }
                unsafe lane.pointee.publishOpen()
                state.inFlight[unsafe lane.pointee.openID] = pending
            } catch {
                failed.append(Resumption(pending, .failure(error)))
            }
        }
        return failed
    }

    /// Takes the answers that are there, for the host's waiting thread.
    ///
    /// - Returns: Whether there may be more: the work of one turn is bounded.
    package func drain(_ channel: CallChannel) -> Bool {
        var done: [Resumption] = []
        var violation: ProtocolViolation?
        let hasMore = state.withLock { state -> Bool in
            var budget = 256
            while budget > 0 {
                budget &-= 1
                if unsafe !lane.pointee.replies.isReady {
                    unsafe lane.pointee.own.arm(at: lane.pointee.replies.position)
                    if unsafe !lane.pointee.replies.isReady { break }
                }
                do throws(ProtocolViolation) {
                    switch try unsafe lane.pointee.takeReply(lane.pointee.replies.copyHeader()) {
                    case .answer(let answer):
                        if let pending = state.inFlight.removeValue(forKey: answer.callID) {
                            done.append(Resumption(pending, .success(AsyncAnswer(copying: answer))))
                        }
                    case .lease(let callID, let byteCount):
                        try unsafe channel.lend(lane, callID, byteCount)
                    case .dropped:
                        break
                    }
                } catch {
                    violation = error
                    return false
                }
            }
            done += pump(&state, channel)
            return budget == 0
        }
        for resumption in done { resumption.resume() }
        // Outside the lock: it may close this lane.
        if let violation { channel.parts.violated(violation) }
        return hasMore
    }

    /// Fails the calls whose deadline has passed.
    ///
    /// - Returns: The next deadline, in nanoseconds of CLOCK_MONOTONIC.
    package func expire(now: UInt64) -> UInt64? {
        let (late, unsent, next) = state.withLock { state -> ([Pending], [Pending], UInt64) in
            // The common case: no deadline that anybody knows of has come.
            if state.knownDeadline > now { return ([], [], state.knownDeadline) }
            var late: [Pending] = []
            for (callID, pending) in state.inFlight where pending.deadline <= now {
                state.inFlight[callID] = nil
                unsafe lane.pointee.calls.abandon(callID)
                unsafe lane.pointee.leases[callID] = nil
                late.append(pending)
            }
            let unsent = state.waiting.removeAll { $0.deadline <= now }
            let first = state.inFlight.values.map(\.deadline).min() ?? .max
            state.knownDeadline = min(first, state.waiting.firstDeadline)
            return (late, unsent, state.knownDeadline)
        }
        for (pendings, wasSent) in [(late, true), (unsent, false)] {
            for pending in pendings {
                let age = (now > pending.began ? now - pending.began : 0) / 1_000_000
                pending.continuation.resume(
                    throwing: OutboardError(
                        code: .timeout,
                        message: "\(pending.name) was not \(wasSent ? "answered" : "sent") within \(age) ms",
                        mayHaveExecuted: wasSent))
            }
        }
        return next == .max ? nil : next
    }

    /// Fails everything: the plugin is gone.
    func close(_ fate: CallFate) {
        let now = MonotonicClock.now()
        let (published, unpublished) = state.withLock { state in
            guard state.fate == nil else { return ([Pending](), [Pending]()) }
            state.fate = fate
            defer {
                state.inFlight = [:]
                state.waiting = PendingQueue()
            }
            return (Array(state.inFlight.values), state.waiting.all)
        }
        for pending in published {
            pending.continuation.resume(
                throwing: fate.inFlight(method: pending.name, age: now > pending.began ? now - pending.began : 0))
        }
        for pending in unpublished {
            pending.continuation.resume(throwing: fate.notSent(method: pending.name))
        }
    }

    /// A task to be resumed once the lock is released.
    struct Resumption {
        let continuation: CheckedContinuation<AsyncAnswer, any Error>
        let result: Result<AsyncAnswer, any Error>

        init(_ pending: Pending, _ result: Result<AsyncAnswer, any Error>) {
            self.continuation = pending.continuation
            self.result = result
        }

        func resume() {
            continuation.resume(with: result)
        }
    }
}
