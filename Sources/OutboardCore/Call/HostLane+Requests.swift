internal import OutboardRing
internal import OutboardSystem
internal import SystemPackage

extension HostLane {
    /// Whether one more call can be published: the reply ring has a slot for each unanswered call, and the request
    /// ring has room for the record.
    @inline(__always)
    var hasRoom: Bool {
        calls.count < requests.slots && Int(requests.position &- taken) < requests.slots
    }

    /// Opens a call whose arguments fit into the record.
    @inline(__always)
    mutating func openSmall(_ method: UInt16, _ byteCount: Int) -> UnsafeMutableRawPointer {
        openID = calls.open(method)
        openMethod = method
        openFlags = 0
        openLength = UInt16(truncatingIfNeeded: byteCount)
        openHasAttachment = false
        openIsOneWay = false
        return unsafe draft
    }

    /// Opens a call with arguments of any size and chooses where its arguments go: into the record, the slot's block, the bulk area or
    /// an attachment.
    mutating func open(
        _ method: UInt16, _ byteCount: Int, isOneWay: Bool = false, deadline: UInt64, maximum: Int
    ) throws(OutboardError) -> UnsafeMutableRawPointer {
        guard byteCount <= maximum else {
            throw OutboardError(
                code: .payloadTooLarge,
                message: "the arguments take \(byteCount) bytes, more than the \(maximum) that the options allow")
        }
        let draft = unsafe isOneWay ? openSmallOneWay(method, byteCount) : openSmall(method, byteCount)
        var room = Record.bodyBytes
        if deadline != 0 {
            openFlags = RecordHeader.deadlineFlag
            openDeadline = deadline
            room &-= 8
        }
        #if Tracing
        if openTrace != nil {
            openFlags |= RecordHeader.traceFlag
            room &-= 32
        }
        #endif
        if byteCount <= room { return unsafe draft }
        if byteCount <= requests.blockBytes {
            openFlags |= PayloadClass.block.rawValue
            return unsafe draft
        }
        do {
            let place = try unsafe openLarge(byteCount)
            openByteCount = byteCount
            openLength = 0
            return unsafe place
        } catch {
            forgetOpen()
            throw OutboardError(
                code: .payloadTooLarge, message: "there is no memory for arguments of \(byteCount) bytes: \(error)")
        }
    }

    private mutating func openLarge(_ byteCount: Int) throws(Errno) -> UnsafeMutableRawPointer {
        if byteCount <= bulkByteCount, !bulkIsBusy {
            if let missing = bulkPages.missing(for: byteCount, of: bulkByteCount) {
                try segments.host.populate(offset: segments.geometry.bulkOffset(Int(index)), byteCount: missing)
                bulkPages.note(missing)
            }
            bulkIsBusy = true
            if !openIsOneWay { calls.markBulk(openID) }
            openFlags |= PayloadClass.bulk.rawValue
            return unsafe bulkOut
        }
        let attachment = try Attachment(byteCount: byteCount)
        let mapping = try attachment.mapForWriting()
        try mapping.populate(offset: 0, byteCount: byteCount)
        let base = unsafe mapping.base
        self.attachment = attachment
        self.attachmentMapping = consume mapping
        openHasAttachment = true
        openFlags |= PayloadClass.attachment.rawValue
        return unsafe base
    }

    /// Hands over the attachment being written; its mapping ends.
    mutating func takeAttachment() -> Attachment? {
        attachmentMapping = nil
        defer { attachment = nil }
        return attachment
    }

    /// Undoes the start of a call that was not published.
    mutating func forgetOpen() {
        attachmentMapping = nil
        attachment = nil
        openHasAttachment = false
        if openIsOneWay ? PayloadClass(rawValue: openFlags) == .bulk : calls.close(openID) { bulkIsBusy = false }
    }

    /// Copies what the record carries besides its header into the ring.
    @inline(__always)
    mutating func place() {
        if openFlags == 0 {
            unsafe requests.fillBody(from: draft, byteCount: Int(openLength))
        } else {
            placeSlowly()
        }
    }

    @inline(never)
    private mutating func placeSlowly() {
        var body = unsafe requests.body
        if openFlags & RecordHeader.deadlineFlag != 0 {
            unsafe body.storeBytes(of: openDeadline.littleEndian, as: UInt64.self)
            unsafe body += 8
        }
        #if Tracing
        if openFlags & RecordHeader.traceFlag != 0, let openTrace {
            unsafe openTrace.store(to: body)
            unsafe body += 32
        }
        #endif
        switch PayloadClass(rawValue: openFlags) {
        case .inline: unsafe body.copyMemory(from: draft, byteCount: Int(openLength))
        case .block: unsafe requests.block.copyMemory(from: draft, byteCount: Int(openLength))
        default: unsafe body.storeBytes(of: UInt64(openByteCount).littleEndian, as: UInt64.self)
        }
    }

    private var openHeader: RecordHeader { header(.call) }

    @inline(__always)
    private func header(_ kind: RecordKind) -> RecordHeader {
        RecordHeader(
            kind: kind, callID: openID, method: firstOrdinal &+ openMethod, flags: openFlags, length: openLength,
            credit: UInt16(truncatingIfNeeded: replies.position))
    }

    /// Publishes the open call, whose arguments are in place, and wakes the plugin if it sleeps.
    @inline(__always)
    mutating func publishOpen() {
        let position = requests.position
        place()
        requests.publish(openHeader)
        if peer.asksForBell(at: position) { ring() }
    }

    /// Publishes the open call, and leaves it to somebody else to ring the plugin's bell if it sleeps.
    mutating func publishOpen(as kind: RecordKind = .call, _ ring: (Int32) -> Void) {
        let position = requests.position
        place()
        requests.publish(header(kind))
        guard peer.asksForBell(at: position) else { return }
        noteRing()
        ring(bell)
    }

    /// Publishes the open call without a look at whether the plugin sleeps; `ringIfAsked(since:)` has to follow.
    @inline(__always)
    mutating func publishOpenQuietly() {
        place()
        requests.publish(openHeader)
    }

    /// Wakes the plugin if it sleeps until one of the records published since a position.
    mutating func ringIfAsked(since first: UInt32) {
        guard first != requests.position, peer.asksForBell(first: first, next: requests.position) else { return }
        ring()
    }

    @inline(never)
    mutating func ring() {
        noteRing()
        Bell.ring(bell)
    }

    private mutating func noteRing() {
        pace.noteRing(at: requests.position &- 1, own)
        own.countBell()
    }
}
