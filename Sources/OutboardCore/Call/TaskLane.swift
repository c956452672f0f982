internal import OutboardRing
internal import OutboardSystem

/// The lane of the asynchronous calls: tasks hand their calls in, the host's waiting thread hands the answers out.
///
/// Calls that the plugin has are bounded by the slots of the ring. Further ones wait here with their arguments encoded, as
/// long as those are few bytes; beyond that their tasks wait and nothing is encoded, so that what is kept for a call that
/// waits does not depend on its arguments. Every operation on one call takes constant time, or logarithmic time where the
/// call has a deadline.
@safe
package final class TaskLane: @unchecked Sendable {
    struct State {
        /// Calls that wait to be encoded.
        var held = AsyncCallQueue { call in if case .held = call.stage { true } else { false } }
        /// Calls that are encoded and wait for room in the ring.
        var queued = AsyncCallQueue { call in if case .queued = call.stage { true } else { false } }
        /// Calls that the plugin has, at the places that the low bits of their numbers say, as in `CallTable`.
        var published: [AsyncCall?]
        /// Calls that were answered with a callback, which their tasks serve.
        var serving: [ObjectIdentifier: AsyncCall] = [:]
        /// Calls that were given up and whose late answers may be callbacks.
        var givenUp: [UInt32: AsyncCall] = [:]
        /// All of these that have a deadline.
        var deadlines = DeadlineHeap()
        /// Calls that are being encoded or queued, and the bytes that they take.
        var unpublished = 0
        var unpublishedBytes = 0
        var fate: CallFate?
        /// The deadline that the waiting thread knows of.
        var knownDeadline: UInt64 = .max
    }

    /// What the arguments that wait for room in the ring may take, in bytes; a single call may take more.
    static let queueBytes = 1 << 20

    let lane: UnsafeMutablePointer<HostLane>
    /// Guards the lane as well: whoever holds it is the lane's only user.
    let state: Locked<State>

    init(lane: UnsafeMutablePointer<HostLane>) {
        unsafe self.lane = lane
        unsafe lane.pointee.leavesAttachments = true
        self.state = unsafe Locked(State(published: Array(repeating: nil, count: lane.pointee.requests.slots)))
    }

    // MARK: From a task's wish to the ring

    /// Lets a call encode its arguments now, if there is a place for them.
    ///
    /// - Returns: Whether there is; if not, `hold(_:_:)` waits for one.
    func admit(_ call: AsyncCall) throws -> Bool {
        var mustWake = false
        let result = state.withLock { state -> Result<Bool, any Error> in
            if let error = refusal(state, call) { return .failure(error) }
            let hasPlace = state.held.isEmpty && self.hasPlace(state, call)
            if !hasPlace, call.binding.options.backPressure == .fail { return .failure(busy(call)) }
            if call.deadline < state.knownDeadline {
                state.knownDeadline = call.deadline
                mustWake = true
            }
            state.deadlines.insert(call)
            if hasPlace { enter(&state, call) }
            return .success(hasPlace)
        }
        if mustWake { call.binding.channel.parts.deadlineChanged() }
        return try result.get()
    }

    /// Suspends a task until its call may encode its arguments.
    func hold(_ call: AsyncCall, _ continuation: CheckedContinuation<Void, any Error>) {
        let resumption = state.withLock { state -> Resumption? in
            if let error = refusal(state, call) {
                state.deadlines.remove(call)
                return .refused(call, continuation, error)
            }
            if state.held.isEmpty, hasPlace(state, call) {
                enter(&state, call)
                return .admitted(continuation)
            }
            call.stage = .held(continuation)
            state.held.append(call)
            return nil
        }
        resumption?.resume()
    }

    /// Ends a call that was admitted and cannot be encoded.
    func withdraw(_ call: AsyncCall) {
        end([call]) { _ in CancellationError() }
    }

    /// Publishes a call if there is room, or keeps it until there is.
    func submit(
        _ call: AsyncCall, _ arguments: EncodedArguments, _ continuation: CheckedContinuation<AsyncAnswer, any Error>
    ) {
        var done: [Resumption] = []
        state.withLock { state in
            if let error = refusal(state, call) {
                if case .admitted = call.stage { leave(&state, call) }
                call.stage = .ended
                state.deadlines.remove(call)
                done.append(.ended(call, continuation, .failure(error)))
            } else {
                call.stage = .queued(continuation, arguments)
                state.queued.append(call)
            }
            pump(&state, &done)
        }
        for resumption in done { resumption.resume() }
    }

    /// Why a call cannot go on.
    private func refusal(_ state: State, _ call: AsyncCall) -> (any Error)? {
        if case .failed(let error) = call.stage { return error }
        return state.fate?.notSent(method: call.name)
    }

    private func busy(_ call: AsyncCall) -> OutboardError {
        OutboardError(
            code: .busy,
            message: "\(call.binding.unsent(call.method)): as many calls as the lane has slots are unanswered")
    }

    /// Whether a call may encode its arguments.
    private func hasPlace(_ state: State, _ call: AsyncCall) -> Bool {
        if call.binding.options.backPressure == .fail {
            // A lie is found out by who publishes next.
            if unsafe lane.pointee.room <= state.unpublished { unsafe try? lane.pointee.learnTaken() }
            return unsafe lane.pointee.room > state.unpublished
        }
        return state.unpublished == 0 || state.unpublishedBytes + call.queuedBytes <= Self.queueBytes
    }

    func enter(_ state: inout State, _ call: AsyncCall) {
        call.stage = .admitted
        state.unpublished += 1
        state.unpublishedBytes += call.queuedBytes
    }

    private func leave(_ state: inout State, _ call: AsyncCall) {
        state.unpublished -= 1
        state.unpublishedBytes -= call.queuedBytes
    }

    /// Publishes what is queued, as far as there is room, and lets as many of those that are held follow.
    func pump(_ state: inout State, _ done: inout [Resumption]) {
        while let call = state.queued.first(), case .queued(let continuation, let arguments) = call.stage,
            hasRoom(call, &done)
        {
            leave(&state, call)
            do {
                let callID = try publish(call, arguments)
                if let continuation, !call.isOneWay {
                    call.stage = .published(continuation, callID: callID)
                    state.published[place(callID)] = call
                } else {
                    call.stage = .ended
                    state.deadlines.remove(call)
                    if let continuation {
                        done.append(.ended(call, continuation, .success(AsyncAnswer())))
                    } else {
                        abandon(call, callID, &done)
                    }
                }
            } catch {
                call.stage = .ended
                state.deadlines.remove(call)
                if let continuation {
                    if call.isResumption { dismiss(&state, call, call.requestID) }
                    done.append(.ended(call, continuation, .failure(error)))
                }
            }
            state.queued.noteRemoval()
        }
        while let call = state.held.first(), hasPlace(state, call), case .held(let continuation) = call.stage {
            enter(&state, call)
            state.held.noteRemoval()
            done.append(.admitted(continuation))
        }
    }

    /// Where a published call lies.
    func place(_ callID: UInt32) -> Int { unsafe Int(callID) & (lane.pointee.requests.slots &- 1) }

    // MARK: Early ends

    /// Ends calls, wherever they stand, with an error.
    ///
    /// - Parameters:
    ///   - calls: The calls; those that are over already are passed over.
    ///   - error: Makes the error of a call; it is told whether the plugin has it.
    func end(_ calls: [AsyncCall], _ error: (_ wasSent: Bool) -> any Error) {
        var done: [Resumption] = []
        state.withLock { state in
            for call in calls { end(&state, call, error, &done) }
            pump(&state, &done)
        }
        for resumption in done { resumption.resume() }
    }

    /// Ends one call with the lock held.
    func end(
        _ state: inout State, _ call: AsyncCall, _ error: (_ wasSent: Bool) -> any Error, _ done: inout [Resumption]
    ) {
        state.deadlines.remove(call)
        switch call.stage {
        case .new:
            call.stage = .failed(error(false))
        case .held(let continuation):
            call.stage = .ended
            state.held.noteRemoval()
            done.append(.refused(call, continuation, error(false)))
        case .admitted:
            call.stage = .failed(error(false))
            leave(&state, call)
        case .queued(let continuation, _):
            call.stage = .ended
            state.queued.noteRemoval()
            leave(&state, call)
            guard let continuation else { return }
            if call.isResumption { dismiss(&state, call, call.requestID) }
            done.append(.ended(call, continuation, .failure(error(call.isResumption))))
        case .published(let continuation, let callID):
            call.stage = .ended
            state.published[place(callID)] = nil
            if call.wanted != nil { state.givenUp[callID] = call }
            abandon(call, callID, &done)
            done.append(.ended(call, continuation, .failure(error(true))))
        case .serving:
            call.stage = .failed(error(true))
            state.serving[ObjectIdentifier(call)] = nil
            dismiss(&state, call, call.requestID)
            done.append(.cancelsService(call))
        case .ended, .failed:
            break
        }
    }

    /// Tells the plugin that nobody waits for a call any more.
    private func abandon(_ call: AsyncCall, _ callID: UInt32, _ done: inout [Resumption]) {
        let hasTask = unsafe lane.pointee.abandon(callID, call.binding.interface, now: MonotonicClock.now())
        // In front, so that it is told once for all of them.
        if hasTask, done.first?.cancelsTasks != true { done.insert(.cancelsTasks(call.binding.channel), at: 0) }
    }
}
