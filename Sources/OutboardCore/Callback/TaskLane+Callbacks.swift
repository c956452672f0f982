internal import OutboardRing
internal import OutboardSystem

// Calls that were answered with a callback, on the lane of the asynchronous calls.
extension TaskLane {
    /// Whether a call is being served and has not been given up.
    func isServing(_ call: AsyncCall) -> Bool {
        state.withLock { _ in if case .serving = call.stage { true } else { false } }
    }

    /// Sends what a callback has come to, and suspends the task until the next answer.
    func resume(
        _ call: AsyncCall, _ outcome: EncodedArguments, _ continuation: CheckedContinuation<AsyncAnswer, any Error>
    ) {
        var done: [Resumption] = []
        state.withLock { state in
            state.serving[ObjectIdentifier(call)] = nil
            if case .failed(let error) = call.stage {
                call.stage = .ended
                done.append(.ended(call, continuation, .failure(error)))
            } else {
                call.isResumption = true
                queue(&state, call, outcome, continuation)
            }
            pump(&state, &done)
        }
        for resumption in done { resumption.resume() }
    }

    /// Notes that a call was answered with a callback: its task serves that.
    func beginService(_ state: inout State, _ call: AsyncCall, _ number: UInt32) {
        call.requestID = number
        call.stage = .serving
        state.serving[ObjectIdentifier(call)] = call
    }

    /// Has the plugin's method go on, whose callback nobody serves any more: with the error that the call was given up.
    ///
    /// - Parameters:
    ///   - state: The lane's.
    ///   - call: The call.
    ///   - number: What was answered with the callback.
    func dismiss(_ state: inout State, _ call: AsyncCall, _ number: UInt32) {
        guard state.fate == nil, let outcome = try? CallbackOutcome.cancelled(number).arguments() else { return }
        let dismissal = AsyncCall(
            call.binding, call.method, byteCount: outcome.byteCount, now: MonotonicClock.now(), isLimited: false)
        dismissal.isResumption = true
        queue(&state, dismissal, outcome, nil)
    }

    /// Publishes a queued call.
    ///
    /// - Returns: Its number.
    func publish(_ call: AsyncCall, _ arguments: EncodedArguments) throws -> UInt32 {
        if call.isResumption { return try unsafe call.binding.publishOutcome(lane, call.method, arguments) }
        return try unsafe call.binding.publish(
            lane, call.method, arguments, isOneWay: call.isOneWay, serves: call.wanted != nil)
    }

    private func queue(
        _ state: inout State, _ call: AsyncCall, _ arguments: EncodedArguments,
        _ continuation: CheckedContinuation<AsyncAnswer, any Error>?
    ) {
        call.byteCount = arguments.byteCount
        enter(&state, call)
        call.stage = .queued(continuation, arguments)
        state.queued.append(call)
    }
}
