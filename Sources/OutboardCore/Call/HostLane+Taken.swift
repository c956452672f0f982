internal import OutboardRing

// What the plugin has taken from the request ring. Answers tell in their credits; between answers, a word in P tells, for
// one-way calls. Both are a hostile plugin's: they are loaded once, must not count what was not sent, and only ever let
// the host write to slots of its own segment. The checks are in `OutboardUntrusted`.
extension HostLane {
    /// Whether the plugin is known to have taken so many records.
    func hasTaken(_ count: UInt32) -> Bool {
        Int32(bitPattern: taken &- count) >= 0
    }

    /// Takes the credit of the next reply into account.
    mutating func takeCredit(_ header: ReplyHeader) throws(ProtocolViolation) {
        let answered = taken &- takenUnanswered
        guard let advance = header.advance(beyond: answered, sent: requests.position) else { throw .claimsTooMuch }
        if advance >= takenUnanswered {
            taken = answered &+ advance
            takenUnanswered = 0
        } else {
            takenUnanswered &-= advance
        }
        if oneWayEnd != nil { forgetOneWayCalls() }
        // The last answer proves that everything has been taken, but for one-way calls behind it.
        if calls.count == 1, taken != requests.position, try header.kind() != .lease {
            // 16 bits of credit do not tell how far an answer is behind that many one-way calls.
            try learnTaken()
            guard taken == requests.position || isBehind else {
                throw ProtocolViolation("it answered a call that it says it has not taken")
            }
        }
    }

    /// Looks how many records the plugin says it has taken.
    mutating func learnTaken() throws(ProtocolViolation) {
        guard let advance = try Untrusted(peer.taken).advance(beyond: taken, sent: requests.position) else { return }
        taken &+= advance
        // With no call unanswered there is no older answer either.
        takenUnanswered = calls.count == 0 ? 0 : takenUnanswered &+ advance
        forgetOneWayCalls()
    }

    /// Forgets the one-way calls that have been run.
    private mutating func forgetOneWayCalls() {
        if let end = oneWayEnd, hasTaken(end) { oneWayEnd = nil }
        if let end = largeOneWayEnd, hasTaken(end) {
            largeOneWayEnd = nil
            if bulkIsOneWay { bulkIsBusy = false }
            bulkIsOneWay = false
        }
    }
}
