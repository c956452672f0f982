internal import OutboardRing
internal import OutboardSystem

extension CallBinding {
    /// Sends a call and suspends the task until its answer is there, its deadline passes or the task is cancelled.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - byteCount: The sum of the arguments' `wireByteCount`.
    ///   - isOneWay: Whether the wait ends when the plugin has the call.
    ///   - encode: Appends the arguments; runs when there is a place for them.
    /// - Returns: The answer.
    /// - Throws: `OutboardError`, or `CancellationError`.
    @usableFromInline
    func callAsync(
        _ method: UInt16, byteCount: Int, isOneWay: Bool = false, encode: (inout WireWriter) -> Void
    ) async throws -> AsyncAnswer {
        if let callbacks { return try await callbacks.run(method, byteCount: byteCount, encode: encode) }
        // First: a later generation may have a method that this one does not.
        try checkGeneration()
        guard Int(method) < methodCount else { throw missing(method) }
        if !channel.isOpen { throw channel.refusalError(name(method)) }
        try EncodedArguments.check(byteCount, maximum: maximumPayload)
        let call = AsyncCall(self, method, byteCount: byteCount, isOneWay: isOneWay, now: MonotonicClock.now())
        let tasks = channel.tasks
        return try await withTaskCancellationHandler {
            defer { call.takeOver() }
            if try !tasks.admit(call) {
                try await withCheckedThrowingContinuation { tasks.hold(call, $0) }
            }
            let arguments: EncodedArguments
            do {
                arguments = try EncodedArguments(byteCount: byteCount, encode)
            } catch {
                tasks.withdraw(call)
                throw error
            }
            let answer = try await withCheckedThrowingContinuation { tasks.submit(call, arguments, $0) }
            guard answer.isCallback else { return answer }
            call.takeOver()
            return try await serveCallbacks(of: call, answer)
        } onCancel: {
            tasks.cancel(call)
        }
    }

    /// Publishes a call on a lane that the caller holds and that has room, and wakes the plugin if it sleeps.
    ///
    /// - Parameters:
    ///   - lane: The lane.
    ///   - method: The ordinal of the method.
    ///   - arguments: The arguments.
    ///   - isOneWay: Whether nobody waits for an answer.
    ///   - serves: Whether its caller serves callbacks.
    ///   - ring: Rings the plugin's bell.
    /// - Returns: The number of the call.
    /// - Throws: `OutboardError` if it was not published.
    func publish(
        _ lane: UnsafeMutablePointer<HostLane>, _ method: UInt16, _ arguments: EncodedArguments,
        isOneWay: Bool = false, serves: Bool = false, _ ring: (Int32) -> Void = Bell.ring
    ) throws -> UInt32 {
        let open = try unsafe open(lane, method, byteCount: arguments.byteCount, isOneWay: isOneWay)
        unsafe arguments.copy(to: open.payload)
        if unsafe lane.pointee.openHasAttachment { try unsafe channel.sendArguments(lane, name: name) }
        if serves { unsafe lane.pointee.openFlags |= RecordHeader.servesFlag }
        unsafe isOneWay ? lane.pointee.publishOneWay() : lane.pointee.publishOpen(ring)
        return unsafe lane.pointee.openID
    }
}
