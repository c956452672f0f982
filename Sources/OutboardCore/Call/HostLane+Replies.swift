internal import COutboard
internal import OutboardRing
internal import OutboardSystem

/// What came out of a reply ring.
enum TakenReply {
    /// An answer to a call that somebody waits for.
    case answer(Answer)
    /// The plugin needs room for the reply of a call.
    case lease(callID: UInt32, byteCount: Untrusted<UInt64>)
    /// An answer that nobody waits for any more; it may be a callback, whose method waits.
    case dropped(callID: UInt32, isCallback: Bool)
}

// This file takes what a hostile plugin writes. Every word is loaded once, into private memory, and leaves that through a
// check of `OutboardUntrusted`, or of `takePlainReply(_:_:)`, which has those for replies that are nothing special. No
// operation here can trap.
extension HostLane {
    /// Takes the next reply if it is a plain one: the wanted call's result, inside the record.
    ///
    /// Makes the checks of `takeReply(_:)` that apply to it; a reply that fails one of them is left to that.
    @inline(__always)
    mutating func takePlainReply(_ header: RecordHeader, _ wanted: UInt32) -> Answer? {
        let advance = header.credit &- UInt16(truncatingIfNeeded: taken)
        let length = Int(header.length)
        guard header.callID == wanted, header.isPlainReply, length <= Record.bodyBytes,
            UInt32(advance) <= requests.position &- taken, calls.state(wanted) == .waiting, !bulkIsBusy,
            calls.count > 1 || taken &+ UInt32(advance) == requests.position,
            leases.isEmpty
        else { return nil }
        taken &+= UInt32(advance)
        if length > 0 { unsafe replies.copyBody(to: scratch) }
        answeredMethod = calls.method(wanted)
        _ = calls.close(wanted)
        passRecord()
        return unsafe Answer(
            payload: UnsafeRawPointer(scratch), byteCount: length, isError: false, ordinal: 0, callID: wanted,
            lane: index)
    }

    /// Takes the next reply out of the ring.
    ///
    /// - Parameter header: Its header, copied once.
    /// - Returns: What it was.
    /// - Throws: `ProtocolViolation` if it is nothing that the protocol allows; the record stays where it is.
    mutating func takeReply(_ header: RecordHeader) throws(ProtocolViolation) -> TakenReply {
        let header = ReplyHeader(header)
        try takeCredit(header)

        let kind = try header.kind()
        switch kind {
        case .result, .error:
            switch calls.state(header.callID) {
            case .free:
                throw ProtocolViolation("it answered a call that does not exist or has been answered")
            case .abandoned:
                finish(header.callID)
                forgetAbandoned(header.callID)
                passRecord()
                let isCallback = kind == .error(ordinal: UInt16(OUTBOARD_ERROR_CALLBACK))
                return .dropped(callID: header.callID, isCallback: isCallback)
            case .waiting:
                var answer = try takePayload(header, kind)
                if kind == .error(ordinal: UInt16(OUTBOARD_ERROR_BAD_RESULT)),
                    case .refused(let reason)? = leases[header.callID]
                {
                    answer = badResult(header.callID, reason)
                }
                finish(header.callID)
                passRecord()
                return .answer(answer)
            }
        case .lease:
            try header.checkReference()
            let byteCount = takeReference()
            guard calls.markLease(header.callID) else {
                throw ProtocolViolation("it asked for room for a reply that nobody waits for")
            }
            passRecord()
            return .lease(callID: header.callID, byteCount: byteCount)
        }
    }

    @inline(__always)
    mutating func passRecord() {
        replies.advance()
        own.taken = replies.position
    }

    private mutating func finish(_ callID: UInt32) {
        answeredMethod = calls.method(callID)
        if calls.close(callID) { bulkIsBusy = false }
        if !leases.isEmpty { leases[callID] = nil }
    }

    /// Copies the payload of the next reply into private memory.
    private mutating func takePayload(
        _ header: ReplyHeader, _ kind: ReplyKind
    ) throws(ProtocolViolation) -> Answer {
        releasePayload()
        var payload = unsafe UnsafeRawPointer(scratch)
        let byteCount: Int
        var holdsBytes = false
        let place = try header.payload(blockBytes: replies.blockBytes)
        switch place {
        case .inline(let length):
            if length > 0 { unsafe replies.copyBody(to: scratch) }
            byteCount = length
        case .block(let length):
            // A call of memcpy: one pass, whose result is looked at only afterwards.
            unsafe scratch.copyMemory(from: replies.block, byteCount: length)
            byteCount = length
        case .bulk, .attachment:
            let wantsBytes = wantsBytes && kind == .result
            let reference = takeReference()
            let large = try unsafe takeLargePayload(header.callID, place, reference, wantsBytes)
            byteCount = unsafe large.byteCount
            holdsBytes = unsafe large.start == nil
            unsafe payload = large.start ?? payload
        }
        var (isError, ordinal) = (false, UInt16(0))
        if case .error(let number) = kind { (isError, ordinal) = (true, number) }
        return unsafe Answer(
            payload: payload, byteCount: byteCount, isError: isError, ordinal: ordinal, callID: header.callID,
            lane: index, holdsBytes: holdsBytes)
    }

    /// Reads the payload reference of the next record.
    private func takeReference() -> Untrusted<UInt64> {
        unsafe replies.copyBody(to: scratch)
        return unsafe Untrusted(scratch.load(as: UInt64.self))
    }

    /// Copies a payload that is larger than a block into private memory of its own.
    ///
    /// - Returns: Where it is, `nil` if it is in `largeBytes`; and how long it is.
    private mutating func takeLargePayload(
        _ callID: UInt32, _ place: ReplyPayload, _ reference: Untrusted<UInt64>, _ wantsBytes: Bool
    ) throws(ProtocolViolation) -> (start: UnsafeRawPointer?, byteCount: Int) {
        if place == .bulk {
            guard let byteCount = reference.byteCount(upTo: bulkByteCount) else {
                throw ProtocolViolation("a reply is longer than the bulk area")
            }
            try populateBulkIn(byteCount)
            return unsafe (keep(bulkIn, byteCount, wantsBytes), byteCount)
        }
        guard case .lent(let lease)? = leases[callID],
            let byteCount = reference.byteCount(upTo: lease.attachment.byteCount)
        else {
            throw ProtocolViolation("a reply lies in an attachment that was not lent for it")
        }
        if leavesAttachments {
            leftAttachment = lease.attachment
            return unsafe (UnsafeRawPointer(scratch), byteCount)
        }
        do {
            let mapping = try lease.attachment.mapForReading(byteCount)
            return unsafe (keep(UnsafeRawPointer(mapping.base), byteCount, wantsBytes), byteCount)
        } catch {
            throw ProtocolViolation("the attachment of a reply cannot be mapped: \(error)")
        }
    }

    /// Makes sure that bytes of the plugin's bulk area can be read.
    ///
    /// A plugin may never have touched them. Where there is no memory for them, reading would raise SIGBUS.
    private mutating func populateBulkIn(_ byteCount: Int) throws(ProtocolViolation) {
        guard let missing = bulkPagesIn.missing(for: byteCount, of: bulkByteCount) else { return }
        do {
            try segments.plugin.populate(
                offset: segments.geometry.bulkOffset(Int(truncatingIfNeeded: index)), byteCount: missing)
        } catch {
            throw ProtocolViolation("the memory of a reply cannot be read: \(error)")
        }
        bulkPagesIn.note(missing)
    }

    /// The answer to a call whose reply found no room, in the host's words: the plugin does not know why there was none.
    private mutating func badResult(_ callID: UInt32, _ reason: String) -> Answer {
        releasePayload()
        let byteCount = reason.wireByteCount
        let base = unsafe room(byteCount)
        var writer = unsafe WireWriter(start: base, byteCount: byteCount)
        reason.encode(into: &writer)
        return unsafe Answer(
            payload: UnsafeRawPointer(base), byteCount: byteCount, isError: true,
            ordinal: UInt16(OUTBOARD_ERROR_BAD_RESULT), callID: callID, lane: index)
    }

    /// Takes over the payload of the reply taken last, if it was larger than a block.
    ///
    /// - Parameter answer: The reply.
    /// - Returns: The payload, which the answer itself no longer has.
    mutating func takeLarge(_ answer: Answer) -> LargeAnswer? {
        if let attachment = leftAttachment.take() { return LargeAnswer(attachment, byteCount: answer.byteCount) }
        guard holdsLarge, let buffer = unsafe large else { return nil }
        holdsLarge = false
        unsafe large = nil
        return unsafe LargeAnswer(buffer, byteCount: answer.byteCount)
    }

    private mutating func keep(
        _ source: UnsafeRawPointer, _ byteCount: Int, _ wantsBytes: Bool
    ) -> UnsafeRawPointer? {
        if wantsBytes, unsafe keepBytes(source, byteCount) { return nil }
        let base = unsafe room(byteCount)
        unsafe base.copyMemory(from: source, byteCount: byteCount)
        return UnsafeRawPointer(base)
    }

    /// Copies a payload that is nothing but bytes to where the caller will have it, at once and not by way of `large`.
    ///
    /// Each byte is read once, as always: the count first, then what follows it, which may be anything.
    ///
    /// - Returns: Whether it is one; whoever decodes it otherwise says what is wrong with it.
    private mutating func keepBytes(_ source: UnsafeRawPointer, _ byteCount: Int) -> Bool {
        guard byteCount > 4 else { return false }
        unsafe scratch.copyMemory(from: source, byteCount: 4)
        let count = Int(UInt32(littleEndian: unsafe scratch.load(as: UInt32.self)))
        guard count == byteCount &- 4 else { return false }
        largeBytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            guard let base = buffer.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(base).copyMemory(from: source + 4, byteCount: count)
            initializedCount = count
        }
        return true
    }

    /// Private memory for a large payload: what is there, if that is enough.
    private mutating func room(_ byteCount: Int) -> UnsafeMutableRawPointer {
        holdsLarge = true
        if let buffer = unsafe large {
            if let base = buffer.baseAddress, buffer.count >= byteCount { return unsafe base }
            unsafe buffer.deallocate()
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(64, byteCount), alignment: 64)
        unsafe large = buffer
        return unsafe buffer.baseAddress ?? scratch
    }
}
