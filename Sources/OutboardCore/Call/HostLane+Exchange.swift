internal import OutboardRing

// The shortest path of a call: the only one on its lane, arguments and result inside the record. It needs neither the
// table of calls nor a look at the ring's room: a lane without unanswered calls has had every request taken.
extension HostLane {
    /// Publishes a call whose arguments fit into the record, and wakes the plugin if it sleeps.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - words: The arguments, in whole words.
    ///   - byteCount: At most 48.
    /// - Returns: The number of the call, which is in no table.
    @inline(__always)
    mutating func publishAlone(_ method: UInt16, _ words: UnsafeRawPointer, _ byteCount: Int) -> UInt32 {
        let callID = calls.number()
        let position = requests.position
        unsafe requests.fillBody(from: words, byteCount: byteCount)
        requests.publish(
            RecordHeader(
                kind: .call, callID: callID, method: method, length: UInt16(truncatingIfNeeded: byteCount),
                credit: UInt16(truncatingIfNeeded: replies.position)))
        if peer.asksForBell(at: position) { ring() }
        return callID
    }

    /// Takes the next reply, which must be ready, if it is what nearly every reply is: the result of the only call on
    /// the lane, inside the record.
    ///
    /// One comparison checks that kind and flags are those of a plain reply, that the ordinal is 0, and that the plugin
    /// has taken as many requests as were sent. All other replies are left to `takeReply(_:)`.
    ///
    /// - Parameters:
    ///   - header: The header of the reply, copied once.
    ///   - callID: The number of the call.
    ///   - words: 48 bytes for the result.
    /// - Returns: The bytes of the result.
    @inline(__always)
    mutating func takeAlone(_ header: RecordHeader, _ callID: UInt32, into words: UnsafeMutableRawPointer) -> Int? {
        let length = Int(header.length)
        guard header.callID == callID, header.isPlainReply(credit: UInt16(truncatingIfNeeded: requests.position)),
            length <= Record.bodyBytes
        else { return nil }
        taken = requests.position
        if length > 0 { unsafe replies.copyBody(to: words) }
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
