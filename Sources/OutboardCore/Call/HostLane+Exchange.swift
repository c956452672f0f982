internal import OutboardRing

// The shortest path of a call: the only one on its lane, arguments and result inside the record or its block. It needs
// neither the table of calls nor a look at the ring's room: a lane without unanswered calls has had every request taken.
extension HostLane {
    /// Publishes a call whose arguments fit into the record or its block, and wakes the plugin if it sleeps.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - words: The arguments, in whole words.
    ///   - byteCount: At most the bytes of a block.
    /// - Returns: The call, which is in no table.
    @inline(__always)
    mutating func publishAlone(_ method: UInt16, _ words: UnsafeRawPointer, _ byteCount: Int) -> LoneCall {
        let callID = calls.number()
        let position = requests.position
        let call = LoneCall(
            stampedCall: replies.expected(callID: callID),
            headerWord: RecordHeader.plainReplyWord(credit: UInt16(truncatingIfNeeded: position &+ 1)))
        var flags: UInt8 = 0
        if byteCount <= Record.bodyBytes {
            unsafe requests.fillBody(from: words, byteCount: byteCount)
        } else {
            flags = PayloadClass.block.rawValue
            unsafe requests.block.copyMemory(from: words, byteCount: byteCount)
        }
        requests.publish(
            RecordHeader(
                kind: .call, callID: callID, method: method, flags: flags,
                length: UInt16(truncatingIfNeeded: byteCount), credit: UInt16(truncatingIfNeeded: replies.position)))
        if peer.asksForBell(at: position) { ring() }
        return call
    }

    /// Takes the next reply, which must be ready, if it is what nearly every reply is: the result of the only call on
    /// the lane, inside the record or its block.
    ///
    /// Two comparisons check that it answers this call, that kind and flags are those of a plain reply, that the ordinal is
    /// 0, and that the plugin has taken as many requests as were sent. All other replies are left to `takeReply(_:)`.
    ///
    /// - Parameters:
    ///   - stampedCall: What the poll loaded.
    ///   - headerWord: The rest of the header, loaded once.
    ///   - call: The call.
    ///   - words: `CallBinding.quickBytes` for the result.
    /// - Returns: The bytes of the result.
    @inline(__always)
    mutating func takeAlone(
        _ stampedCall: UInt64, _ headerWord: UInt64, _ call: LoneCall, into words: UnsafeMutableRawPointer
    ) -> Int? {
        let length = Int(RecordHeader.length(ofWord: headerWord))
        let difference = RecordHeader.withoutLength(headerWord) ^ call.headerWord
        guard stampedCall == call.stampedCall else { return nil }
        if difference == 0, length <= Record.bodyBytes {
            if length > 0 { unsafe replies.copyBody(to: words) }
        } else if difference == RecordHeader.blockBit, length <= min(CallBinding.quickBytes, replies.blockBytes) {
            // A call of memcpy: one pass, whose result is looked at only afterwards.
            unsafe words.copyMemory(from: replies.block, byteCount: length)
        } else {
            return nil
        }
        taken = requests.position
        passRecord()
        return length
    }

    /// Enters a call in the table that was published alone, so that it can be answered in every way.
    mutating func enterAlone(_ callID: UInt32, _ method: UInt16) {
        openID = callID
        openMethod = method
        calls.enter(callID, method)
    }
}
