internal import OutboardRing
internal import OutboardSystem

// What the host's waiting thread does for the asynchronous calls, and what cancellation does.
extension TaskLane {
    /// Calls that are handled while the lock is held once, so that tasks and other plugins get their turn.
    private static let turn = 256
    /// Bytes of answers that are copied in such a turn, or a little more.
    private static let turnBytes = 1 << 20

    /// Ends the wait of a call, because its task was cancelled.
    ///
    /// Its answer, when it comes, is dropped.
    func cancel(_ call: AsyncCall) {
        end([call]) { _ in CancellationError() }
    }

    /// Takes the answers that are there.
    ///
    /// - Returns: Whether there may be more: the work of one turn is bounded.
    package func drain(_ channel: CallChannel) -> Bool {
        var done: [Resumption] = []
        var violation: ProtocolViolation?
        let hasMore = state.withLock { state -> Bool in
            var budget = Self.turn
            var bytes = 0
            do throws(ProtocolViolation) {
                while budget > 0 {
                    budget &-= 1
                    guard bytes < Self.turnBytes else {
                        budget = 0
                        break
                    }
                    if unsafe !lane.pointee.replies.isReady {
                        unsafe lane.pointee.own.arm(at: lane.pointee.replies.position)
                        if unsafe !lane.pointee.replies.isReady { break }
                    }
                    switch try unsafe lane.pointee.takeReply(lane.pointee.replies.copyHeader()) {
                    case .answer(let answer):
                        if unsafe lane.pointee.leftAttachment == nil { bytes &+= answer.byteCount }
                        finish(&state, answer, &done)
                    case .lease(let callID, let byteCount): try unsafe channel.lend(lane, callID, byteCount)
                    case .dropped(let callID, let isCallback):
                        let call = state.givenUp.removeValue(forKey: callID)
                        if isCallback, let call { dismiss(&state, call, callID) }
                    }
                }
            } catch {
                violation = error
                return false
            }
            // The lane is never given back: this is where its pace learns when its plugin was last busy.
            unsafe lane.pointee.pace.noteEnd()
            pump(&state, &done)
            return budget == 0
        }
        for resumption in done { resumption.resume() }
        // Outside the lock: it may close this lane.
        if let violation { channel.parts.violated(violation) }
        return hasMore
    }

    /// How far both rings have come: another number after anything was taken or published.
    package var progress: UInt64 {
        state.withLock { _ in
            unsafe UInt64(lane.pointee.replies.position) << 32 | UInt64(lane.pointee.requests.position)
        }
    }

    private func finish(_ state: inout State, _ answer: Answer, _ done: inout [Resumption]) {
        let large = unsafe lane.pointee.takeLarge(answer)
        guard let call = state.published[place(answer.callID)],
            case .published(let continuation, answer.callID) = call.stage
        else { return }
        state.published[place(answer.callID)] = nil
        if answer.isError, call.wanted != nil, CallbackOutcome.isCallback(answer.ordinal) {
            beginService(&state, call, answer.callID)
        } else {
            // What it was to go on with has not arrived.
            if call.isResumption, answer.isError, CallbackOutcome.isUndecodable(answer.ordinal) {
                dismiss(&state, call, call.requestID)
            }
            state.deadlines.remove(call)
            call.stage = .ended
        }
        let result = large.map { AsyncAnswer(answer, $0) } ?? AsyncAnswer(copying: answer)
        done.append(.ended(call, continuation, .success(result)))
    }

    /// Fails the calls whose deadline has passed: as many as fit into a turn.
    ///
    /// - Returns: The next deadline, in nanoseconds of CLOCK_MONOTONIC.
    package func expire(now: UInt64) -> UInt64? {
        var done: [Resumption] = []
        let next = state.withLock { state -> UInt64 in
            // The common case: no deadline that anybody knows of has come.
            if state.knownDeadline > now { return state.knownDeadline }
            var budget = Self.turn
            while budget > 0, let call = state.deadlines.first, call.deadline <= now {
                budget &-= 1
                end(&state, call, { call.timeout(now: now, wasSent: $0) }, &done)
            }
            pump(&state, &done)
            state.knownDeadline = state.deadlines.first?.deadline ?? .max
            return state.knownDeadline
        }
        for resumption in done { resumption.resume() }
        return next == .max ? nil : next
    }

    /// The calls that the plugin has.
    func callsInFlight(now: UInt64) -> [CallInFlight] {
        state.withLock { state in
            (state.published.compactMap { $0 } + state.serving.values).map { call in
                CallInFlight(method: call.name, ageNanoseconds: now > call.began ? now - call.began : 0)
            }
        }
    }

    /// Fails everything: the plugin is gone.
    func close(_ fate: CallFate) {
        let now = MonotonicClock.now()
        var done: [Resumption] = []
        state.withLock { state in
            guard state.fate == nil else { return }
            state.fate = fate
            let waiting = state.published.compactMap { $0 } + state.queued.all + state.held.all
            for call in waiting + state.serving.values {
                end(
                    &state, call,
                    { wasSent in
                        wasSent
                            ? fate.inFlight(method: call.name, age: now > call.began ? now - call.began : 0)
                            : fate.notSent(method: call.name)
                    }, &done)
            }
            // Calls know their channel, which would never be freed if it kept those that have ended.
            state.queued.removeAll()
            state.held.removeAll()
            state.givenUp.removeAll()
        }
        for resumption in done { resumption.resume() }
    }
}
