internal import OutboardRing

// What the plugin has taken from the request ring. Answers tell in their credits; between answers, a word in P tells, for
// one-way calls. Both are a hostile plugin's: they are loaded once, must not count what was not sent, and only ever let
// the host write to slots of its own segment.
extension HostLane {
    /// Whether the plugin is known to have taken so many records.
    func hasTaken(_ count: UInt32) -> Bool {
        Int32(bitPattern: taken &- count) >= 0
    }

    /// Takes the credit of the next reply into account.
    mutating func takeCredit(_ header: RecordHeader) throws(ProtocolViolation) {
        let answered = taken &- takenUnanswered
        let advance = UInt32(header.credit &- UInt16(truncatingIfNeeded: answered))
        guard advance <= requests.position &- answered else { throw Self.claimsTooMuch }
        if advance >= takenUnanswered {
            taken = answered &+ advance
            takenUnanswered = 0
        } else {
            takenUnanswered &-= advance
        }
        if oneWayEnd != nil { forgetOneWayCalls() }
        // The last answer proves that everything has been taken, but for one-way calls behind it.
        if header.kind != .lease, calls.count == 1, taken != requests.position {
            // 16 bits of credit do not tell how far an answer is behind that many one-way calls.
            try learnTaken()
            guard taken == requests.position || isBehind else {
                throw ProtocolViolation("it answered a call that it says it has not taken")
            }
        }
    }

    /// Looks how many records the plugin says it has taken.
    mutating func learnTaken() throws(ProtocolViolation) {
        let advance = peer.taken &- taken
        // What is behind the answers is no news.
        guard Int32(bitPattern: advance) > 0 else { return }
        guard advance <= requests.position &- taken else { throw Self.claimsTooMuch }
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

    private static var claimsTooMuch: ProtocolViolation {
        ProtocolViolation("it claims to have taken records that were not sent")
    }
}
