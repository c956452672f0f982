internal import OutboardRing

extension CallBinding {
    /// The most bytes that arguments and results have on the shortest path: they lie on the caller's stack.
    ///
    /// Enough for a record of a database or a page of text, and little enough for any stack.
    @usableFromInline static var quickBytes: Int { 512 }

    /// Runs a call with few arguments, on the shortest path if it can.
    ///
    /// One function from the lane to the answer, so that what concerns the call stays in registers.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - byteCount: Bytes of the arguments.
    ///   - words: `quickBytes` aligned to 8, with the arguments in whole words; receives the result if that fits as well.
    ///   - wantsBytes: Whether the result is bytes: then it is copied once, if it is large.
    /// - Returns: The answer; the lane has been given back unless the answer holds it.
    /// - Throws: `OutboardError`.
    @usableFromInline
    func exchange(
        _ method: UInt16, byteCount: Int, _ words: UnsafeMutableRawPointer, wantsBytes: Bool
    ) throws -> Answer {
        guard Int(method) < quickMethodCount, byteCount <= quickByteCount, channel.isOpen, let index = pool.takeOwn()
        else {
            return try unsafe exchangeSlowly(method, byteCount: byteCount, words, wantsBytes)
        }
        // A free lane has no unanswered calls.
        let lane = unsafe lanes + index
        if unsafe lane.pointee.pace.policy != policy {
            unsafe lane.pointee.pace.adopt(policy, lane.pointee.own)
        }
        let call = unsafe lane.pointee.publishAlone(ordinal(method), words, byteCount)
        if let stampedCall = unsafe lane.pointee.replies.pollForCall(lane.pointee.pace.eagerPolls) {
            let word = unsafe lane.pointee.replies.headerWord
            if let length = unsafe lane.pointee.takeAlone(stampedCall, word, call, into: words) {
                pool.give(index, isStalled: false)
                return unsafe Answer(payload: words, byteCount: length)
            }
            let header = RecordHeader(stampedCall: stampedCall, word: word)
            return try unsafe awaitAlone(lane, method, call.callID, header, wantsBytes)
        }
        return try unsafe awaitAlone(lane, method, call.callID, nil, wantsBytes)
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
        do {
            unsafe lane.pointee.wantsBytes = wantsBytes
            // Inside: what is below gives the lane to others.
            defer { unsafe lane.pointee.wantsBytes = false }
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
