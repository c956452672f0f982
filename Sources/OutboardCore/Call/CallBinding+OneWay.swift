internal import OutboardRing
internal import OutboardSystem

extension CallBinding {
    /// Takes a lane and finds the place for the arguments of a one-way call.
    @usableFromInline
    func beginOneWay(_ method: UInt16, byteCount: Int) throws -> OpenCall {
        try checkOneWay(method)
        try checkGeneration()
        let lane = try unsafe channel.takeLaneForOneWay(self, method)
        do {
            return try unsafe open(lane, method, byteCount: byteCount, isOneWay: true)
        } catch {
            unsafe channel.release(lane)
            throw error
        }
    }

    /// Publishes a one-way call whose arguments are in place.
    ///
    /// Where that is not the calling thread's own lane, it waits until the plugin has run the call: only then may the
    /// thread's next call go over another lane.
    @usableFromInline
    func finishOneWay(_ call: OpenCall) throws {
        let lane = unsafe call.lane
        defer { unsafe channel.release(lane) }
        if unsafe lane.pointee.openHasAttachment { try unsafe channel.sendArguments(lane, name: name) }
        let isAlone = unsafe !lane.pointee.isBehind
        unsafe lane.pointee.publishOneWay()
        let index = unsafe Int(lane.pointee.index)
        let end = unsafe lane.pointee.requests.position
        if index == channel.pool.ownLane {
            channel.pool.noteOneWay(index, end: end, isAlone: isAlone)
        } else {
            try unsafe channel.awaitTaken(lane, end, self, lane.pointee.openMethod, isSent: true)
        }
    }

    /// Sends a one-way call on the lane of the asynchronous calls, behind those that wait there.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - byteCount: The sum of the arguments' `wireByteCount`.
    ///   - encode: Appends the arguments; runs when there is a place for them.
    /// - Throws: `OutboardError`, or `CancellationError` if the task was cancelled before the call was published.
    @usableFromInline
    func sendAsync(_ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void) async throws {
        try checkOneWay(method)
        try Task.checkCancellation()
        try checkGeneration()
        if try channel.tasks.sendAtOnce(self, method, byteCount: byteCount, encode) { return }
        if options.backPressure == .fail {
            throw OutboardError(code: .busy, message: "\(unsent(method)): others wait for room before it")
        }
        _ = try await callAsync(method, byteCount: byteCount, isOneWay: true, encode: encode)
    }

    private func checkOneWay(_ method: UInt16) throws {
        guard interface.isOneWay(method) else {
            throw OutboardError(code: .invalidConfiguration, message: "\(name(method)) is not one-way: call it")
        }
    }
}
