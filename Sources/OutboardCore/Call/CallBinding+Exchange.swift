internal import OutboardRing

extension CallBinding {
    /// Runs a call whose arguments fit into a record, on the shortest path if it can.
    ///
    /// One function from the lane to the answer, so that what concerns the call stays in registers.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - byteCount: Bytes of the arguments.
    ///   - words: 48 bytes aligned to 8, with the arguments in whole words; receives the result if that fits as well.
    ///   - wantsBytes: Whether the result is bytes: then it is copied once, if it is large.
    /// - Returns: The answer; the lane has been given back unless the answer holds it.
    /// - Throws: `OutboardError`.
    @usableFromInline
    func exchange(
        _ method: UInt16, byteCount: Int, _ words: UnsafeMutableRawPointer, wantsBytes: Bool
    ) throws -> Answer {
        let channel = self.channel
        guard Int(method) < quickMethodCount, channel.isOpen, let index = channel.pool.takeOwn() else {
            return try unsafe exchangeSlowly(method, byteCount: byteCount, words, wantsBytes)
        }
        // A free lane has no unanswered calls.
        let lane = unsafe channel.lanes + index
        if unsafe lane.pointee.pace.policy != policy {
            unsafe lane.pointee.pace.adopt(policy, lane.pointee.own)
        }
        let callID = unsafe lane.pointee.publishAlone(ordinal(method), words, byteCount)
        if unsafe lane.pointee.replies.poll(lane.pointee.pace.eagerPolls) {
            let header = unsafe lane.pointee.replies.copyHeader()
            if let length = unsafe lane.pointee.takeAlone(header, callID, into: words) {
                channel.pool.give(index, isStalled: false)
                return unsafe Answer(payload: words, byteCount: length)
            }
            return try unsafe awaitAlone(lane, method, callID, header, wantsBytes)
        }
        return try unsafe awaitAlone(lane, method, callID, nil, wantsBytes)
    }

    /// Runs a call on the way that serves all calls.
    @inline(never)
    private func exchangeSlowly(
        _ method: UInt16, byteCount: Int, _ words: UnsafeMutableRawPointer, _ wantsBytes: Bool
    ) throws -> Answer {
        let call = try begin(method, byteCount: byteCount)
        unsafe call.payload.copyMemory(from: words, byteCount: byteCount)
        return try finish(call, wantsBytes: wantsBytes)
    }

    /// Goes on with a call that was published alone and is answered late or in an unusual way.
    ///
    /// - Parameters:
    ///   - lane: The lane, which is given back if this throws.
    ///   - method: The ordinal of the method.
    ///   - callID: The number of the call.
    ///   - header: The header of a reply that is ready, if it has been copied.
    ///   - wantsBytes: Whether the result is bytes.
    /// - Returns: The answer, which holds the lane.
    /// - Throws: `OutboardError`.
    @inline(never)
    private func awaitAlone(
        _ lane: UnsafeMutablePointer<HostLane>, _ method: UInt16, _ callID: UInt32, _ header: RecordHeader?,
        _ wantsBytes: Bool
    ) throws -> Answer {
        unsafe lane.pointee.wantsBytes = wantsBytes
        defer { unsafe lane.pointee.wantsBytes = false }
        do {
            unsafe lane.pointee.enterAlone(callID, method)
            if let header, let answer = try unsafe channel.take(lane, header, callID, self, began: nil) {
                return answer
            }
            return try unsafe channel.awaitAnswer(lane, callID, self)
        } catch {
            unsafe channel.release(lane)
            throw error
        }
    }
}
