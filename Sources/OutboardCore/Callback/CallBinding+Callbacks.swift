internal import OutboardRing
internal import OutboardSystem

// The host's side of callbacks: an asynchronous call may be answered by a request, and goes on with what came of it.
extension CallBinding {
    /// The same binding whose asynchronous calls serve something.
    func serving(_ services: HostServices) -> CallBinding {
        CallBinding(
            channel: channel, interface: interface, place: place, options: options, succession: heirs?.succession,
            like: self, services: services)
    }

    /// What the plugin wants of the callers, if they serve anything.
    var wanted: WantedInterfaces? {
        guard services != nil, let wanted = channel.wantedInterfaces, !wanted.signatures.isEmpty else { return nil }
        return wanted
    }

    /// Serves what the plugin asks for, until the call has its outcome.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - answer: Its first answer.
    /// - Returns: The outcome.
    /// - Throws: `OutboardError`, or `CancellationError`.
    func serveCallbacks(of call: AsyncCall, _ answer: AsyncAnswer) async throws -> AsyncAnswer {
        var answer = answer
        while answer.isCallback, let services, let wanted = call.wanted {
            let outcome: EncodedArguments
            do {
                outcome = try await self.outcome(of: answer, call, services, wanted)
            } catch {
                channel.tasks.end([call]) { _ in error }
                throw error
            }
            do {
                answer = try await withCheckedThrowingContinuation { channel.tasks.resume(call, outcome, $0) }
                call.takeOver()
            } catch let error as OutboardError where !error.mayHaveExecuted {
                // A part of it has been.
                throw OutboardError(
                    code: error.code == .notSent ? .lost : error.code, message: error.message, mayHaveExecuted: true)
            }
        }
        return answer
    }

    /// Runs what a plugin's method asks for.
    private func outcome(
        of answer: AsyncAnswer, _ call: AsyncCall, _ services: HostServices, _ wanted: WantedInterfaces
    ) async throws -> EncodedArguments {
        let request: CallbackRequest
        do {
            request = try answer.callbackRequest(interfaceCount: wanted.signatures.count)
        } catch let error as WireError {
            throw channel.violate(
                ProtocolViolation("its callback does not decode: \(error)"), method: name(call.method), age: 0,
                mayBlock: false)
        }
        // A task of its own, so that the call's deadline ends it without the caller's task being cancelled.
        async let served = runCancellably(request, call, services, wanted)
        let outcome = await served
        guard outcome.wireByteCount <= maximumPayload else {
            let text = "it takes \(outcome.payload.count) bytes, too many for the plugin"
            return try CallbackOutcome.failure(outcome.number, CallbackOutcome.badResult, text).arguments()
        }
        return try outcome.arguments()
    }

    private func runCancellably(
        _ request: CallbackRequest, _ call: AsyncCall, _ services: HostServices, _ wanted: WantedInterfaces
    ) async -> CallbackOutcome {
        unsafe await withUnsafeCurrentTask { task in
            unsafe call.service?.enter(task) { !channel.tasks.isServing(call) }
            let outcome = await services.run(
                request, wanted, number: call.requestID, deadline: call.deadline == .max ? 0 : call.deadline)
            call.service?.leave()
            return outcome
        }
    }

    /// Publishes what a callback has come to, also where new calls are refused: the call has begun long since.
    ///
    /// - Returns: The number under which the call goes on.
    /// - Throws: `OutboardError` if it was not published.
    func publishOutcome(
        _ lane: UnsafeMutablePointer<HostLane>, _ method: UInt16, _ outcome: EncodedArguments
    ) throws -> UInt32 {
        unsafe lane.pointee.firstOrdinal = place.firstOrdinal
        #if Tracing
        unsafe lane.pointee.openTrace = options.trace
        #endif
        let payload = try unsafe lane.pointee.open(
            method, outcome.byteCount, deadline: options.deadline, maximum: .max)
        unsafe outcome.copy(to: payload)
        if unsafe lane.pointee.openHasAttachment { try unsafe channel.sendArguments(lane, name: name) }
        unsafe lane.pointee.publishOpen(as: .callbackReply, Bell.ring)
        return unsafe lane.pointee.openID
    }
}
