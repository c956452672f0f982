internal import OutboardRing

// One-way calls: they are numbered, so that an attachment finds its call, and entered nowhere. Each keeps its slot until
// the plugin says that it has run it.
extension HostLane {
    /// What the plugin must have taken for there to be room for a call: for its record, and for the arguments of a one-way
    /// call if they are larger than a block, of which a lane has one at a time.
    func takenForRoom(isOneWay: Bool, _ byteCount: Int) -> UInt32 {
        let record = requests.position &- UInt32(truncatingIfNeeded: requests.slots) &+ 1
        guard isOneWay, byteCount > requests.blockBytes, let arguments = largeOneWayEnd else { return record }
        return Int32(bitPattern: arguments &- record) > 0 ? arguments : record
    }

    /// Whether a call can be published.
    func hasRoom(isOneWay: Bool, _ byteCount: Int) -> Bool {
        calls.count < requests.slots && hasTaken(takenForRoom(isOneWay: isOneWay, byteCount))
    }

    /// How many calls can be published.
    var room: Int {
        requests.slots &- max(calls.count, Int(requests.position &- taken))
    }

    /// Whether one-way calls on the lane may not have been run.
    var isBehind: Bool { oneWayEnd.map { !hasTaken($0) } ?? false }

    /// Opens a one-way call whose arguments fit into the record.
    mutating func openSmallOneWay(_ method: UInt16, _ byteCount: Int) -> UnsafeMutableRawPointer {
        openID = calls.number()
        openMethod = method
        openFlags = 0
        openLength = UInt16(truncatingIfNeeded: byteCount)
        openHasAttachment = false
        openIsOneWay = true
        return unsafe draft
    }

    /// Publishes the open one-way call, whose arguments are in place, and wakes the plugin if it sleeps.
    mutating func publishOneWay() {
        let position = requests.position
        place()
        requests.publish(
            RecordHeader(
                kind: .oneWay, callID: openID, method: firstOrdinal &+ openMethod, flags: openFlags,
                length: openLength, credit: UInt16(truncatingIfNeeded: replies.position)))
        oneWayEnd = requests.position
        switch PayloadClass(rawValue: openFlags) {
        case .bulk:
            bulkIsOneWay = true
            largeOneWayEnd = requests.position
        case .attachment:
            largeOneWayEnd = requests.position
        default: break
        }
        if peer.asksForBell(at: position) { ring() }
    }
}
