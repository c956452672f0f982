internal import COutboard
internal import OutboardRing
internal import OutboardSystem

/// Sends the outcome of one call back to the host, from whatever thread it becomes known on.
///
/// Exactly one outcome is sent for each call.
@safe
public struct ReplyPort: @unchecked Sendable {
    let lane: UnsafeMutablePointer<ReplyLane>
    /// The call in the low half; what `taken` of P says when the call's record has been taken in the high one.
    ///
    /// In one word, which the worker stores and the dispatcher loads: two stores would have to leave the processor's store
    /// buffer before one load could read them both.
    private let word: UInt64
    /// Whether the call's record has been counted as taken already.
    private let isCounted: Bool
    var callID: UInt32 { UInt32(truncatingIfNeeded: word) }

    /// A port for a call.
    ///
    /// - Parameters:
    ///   - lane: Where the answer goes.
    ///   - callID: The call.
    ///   - taken: How many records have been taken when this one has; nothing if its record has been counted.
    init(lane: UnsafeMutablePointer<ReplyLane>, callID: UInt32, taken: UInt32?) {
        unsafe self.lane = lane
        self.word = UInt64(callID) | UInt64(taken ?? 0) &<< 32
        self.isCounted = taken == nil
    }

    /// The same for a task: the record has been counted, on the worker's thread.
    @usableFromInline var counted: Self { unsafe Self(lane: lane, callID: callID, taken: nil) }

    /// Says that the call's record has been taken: its arguments have been decoded, and nobody looks at it again.
    ///
    /// On the worker's thread, and no sooner than that: from here on the host may write to the slot. A call that is
    /// unanswered does not keep it, where one-way calls are behind it.
    ///
    /// - Returns: How many records have been taken.
    @inline(__always) @discardableResult
    func count() -> UInt32 {
        if isCounted { return unsafe lane.pointee.own.taken }
        let taken = UInt32(truncatingIfNeeded: word &>> 32)
        unsafe lane.pointee.own.taken = taken
        return taken
    }

    /// Where a reply of more than a block is being written.
    @safe
    private struct Place: ~Copyable {
        let base: UnsafeMutableRawPointer
        let byteCount: Int
        let payloadClass: PayloadClass
        let mapping: Mapping?

        init(
            base: UnsafeMutableRawPointer, byteCount: Int, payloadClass: PayloadClass,
            mapping: consuming Mapping? = nil
        ) {
            unsafe self.base = base
            self.byteCount = byteCount
            self.payloadClass = payloadClass
            self.mapping = mapping
        }
    }

    /// Sends a result.
    ///
    /// Encodes it first and looks then how long it is: measuring takes a fourth as long as encoding. What has no room in a
    /// block is measured, and encoded where it goes.
    @inlinable
    public func send<R: WireValue>(_ result: borrowing R) {
        let draft = unsafe openDraft()
        var writer = unsafe WireWriter(start: draft.base, byteCount: draft.byteCount)
        result.encode(into: &writer)
        guard !writer.isIncomplete else { return sendMeasured(result) }
        close(draft: writer.byteCount)
    }

    /// Sends a result that found no room in the draft.
    @usableFromInline
    func sendMeasured<R: WireValue>(_ result: borrowing R) {
        sendMeasured(result, .reply, 0)
    }

    /// Says that a method without a result has ended.
    public func sendDone() {
        guard unsafe lane.pointee.isShared else { return publish(.reply, method: 0, flags: 0, length: 0) }
        unsafe lane.pointee.lock.lock()
        publish(.reply, method: 0, flags: 0, length: 0)
        unsafe lane.pointee.lock.unlock()
    }

    /// Says that the arguments do not decode.
    @inline(never) @usableFromInline
    func send(undecodable error: WireError) {
        sendError(UInt16(OUTBOARD_ERROR_BAD_ARGUMENTS), String(describing: error))
    }

    /// Sends an error: typed if the interface declares it, as text otherwise.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - ordinal: That of the method that threw it.
    @inline(never) @usableFromInline
    func send(error: any Error, ordinal: UInt16) {
        #if Tracing
        ServedSpan.current?.fail(error)
        #endif
        let declared = unsafe lane.pointee.served.find(ordinal)?.interface.errors ?? []
        if let ordinal = declared.firstIndex(where: { $0 == type(of: error) }), let value = error as? any InterfaceError
        {
            sendError(UInt16(truncatingIfNeeded: ordinal), value)
            return
        }
        sendError(
            UInt16(OUTBOARD_ERROR_UNDECLARED),
            ErrorText(typeName: String(describing: type(of: error)), message: String(describing: error)))
    }

    func sendUnknownMethod(ordinal: UInt16) {
        let all = unsafe lane.pointee.served.methodCount
        let (count, method) =
            unsafe lane.pointee.served.find(ordinal).map { ($0.interface.methods.count, $0.method) }
            ?? (0, ordinal)
        sendError(
            UInt16(OUTBOARD_ERROR_UNKNOWN_METHOD),
            all > 0 && Int(ordinal) >= all
                ? "there is no instance \(Int(ordinal) / all)"
                : "the plugin has \(count) methods, this is number \(Int(method) + 1)")
    }

    /// Sends a callback in place of the outcome.
    ///
    /// - Returns: False if there was no room for it: then the call has been answered with that.
    func send(_ callback: CallbackRequest) -> Bool {
        sendError(UInt16(OUTBOARD_ERROR_CALLBACK), callback)
    }

    @discardableResult
    private func sendError(_ ordinal: UInt16, _ value: some WireValue) -> Bool {
        let draft = unsafe openDraft()
        var writer = unsafe WireWriter(start: draft.base, byteCount: draft.byteCount)
        value.encode(into: &writer)
        guard !writer.isIncomplete else { return sendMeasured(value, .error, ordinal) }
        close(draft: writer.byteCount, .error, ordinal)
        return true
    }

    /// Sends what found no room in the draft.
    ///
    /// - Returns: False if it found none elsewhere, and the error was sent that says so.
    @discardableResult
    private func sendMeasured<Value: WireValue>(
        _ value: borrowing Value, _ kind: RecordKind, _ ordinal: UInt16
    ) -> Bool {
        let blockBytes = unsafe lane.pointee.replies.blockBytes
        unlockIfShared()
        let byteCount = value.wireByteCount
        guard byteCount > blockBytes else { return refuse() }
        guard let place = open(byteCount) else { return false }
        var writer = unsafe WireWriter(start: place.base, byteCount: byteCount)
        value.encode(into: &writer)
        guard writer.isExact else {
            unlockIfShared()
            return refuse()
        }
        close(place, kind, ordinal)
        return true
    }

    /// Sends an error in place of a value that cannot be encoded, or is not what it says of itself.
    private func refuse() -> Bool {
        sendError(UInt16(OUTBOARD_ERROR_BAD_RESULT), "it encodes to another size than it announces")
        return false
    }

    // MARK: Writing

    /// The place for a reply of up to a block.
    ///
    /// Between this and `close` the lane's replies belong to this call.
    @usableFromInline
    func openDraft() -> (base: UnsafeMutableRawPointer, byteCount: Int) {
        lockIfShared()
        return unsafe (lane.pointee.draft, lane.pointee.replies.blockBytes)
    }

    /// Publishes a result that has been written to the draft.
    @usableFromInline
    func close(draft byteCount: Int) {
        close(draft: byteCount, .reply, 0)
    }

    @inline(__always)
    private func close(draft byteCount: Int, _ kind: RecordKind, _ ordinal: UInt16) {
        let payloadClass = byteCount <= Record.bodyBytes ? PayloadClass.inline : .block
        if payloadClass == .inline {
            unsafe lane.pointee.replies.fillBody(from: UnsafeRawPointer(lane.pointee.draft), byteCount: byteCount)
        } else {
            unsafe lane.pointee.replies.block.copyMemory(from: lane.pointee.draft, byteCount: byteCount)
        }
        publish(kind, method: ordinal, flags: payloadClass.rawValue, length: UInt16(truncatingIfNeeded: byteCount))
        unlockIfShared()
    }

    /// Finds the place for a reply of more than a block.
    ///
    /// Between this and `close` the lane's replies belong to this call.
    private func open(_ byteCount: Int) -> Place? {
        lockIfShared()
        if let bulk = unsafe lane.pointee.freeBulk(byteCount) {
            return unsafe Place(base: bulk, byteCount: byteCount, payloadClass: .bulk)
        }
        return openLease(byteCount)
    }

    /// Asks the host for an attachment and waits for it.
    private func openLease(_ byteCount: Int) -> Place? {
        unsafe lane.pointee.replies.body.storeBytes(of: UInt64(byteCount).littleEndian, as: UInt64.self)
        publish(.lease, method: 0, flags: PayloadClass.attachment.rawValue, length: 0)
        // Without the lock: the host may be slow, and other calls have replies as well.
        unlockIfShared()
        let message = AttachmentMessage(
            lane: UInt32(truncatingIfNeeded: unsafe lane.pointee.index), callID: callID, purpose: .result)
        let attachments = unsafe lane.pointee.attachments
        if let lease = attachments.take(message), lease.byteCount >= byteCount,
            let mapping = try? lease.mapForWriting()
        {
            let base = unsafe mapping.base
            lockIfShared()
            return unsafe Place(base: base, byteCount: byteCount, payloadClass: .attachment, mapping: mapping)
        }
        sendError(
            UInt16(OUTBOARD_ERROR_BAD_RESULT),
            // Short enough for the smallest block: there is no room for anything longer.
            "it takes \(byteCount) bytes, too many for the host")
        return nil
    }

    /// Publishes a reply of more than a block that has been written.
    private func close(_ place: consuming Place, _ kind: RecordKind, _ ordinal: UInt16) {
        let payloadClass = place.payloadClass
        unsafe lane.pointee.replies.body.storeBytes(of: UInt64(place.byteCount).littleEndian, as: UInt64.self)
        if payloadClass == .bulk { unsafe lane.pointee.bulkReply = lane.pointee.replies.position &+ 1 }
        publish(kind, method: ordinal, flags: payloadClass.rawValue, length: 0)
        unlockIfShared()
    }

    @inline(__always)
    private func publish(_ kind: RecordKind, method: UInt16, flags: UInt8, length: UInt16) {
        // Its credit counts its own call.
        let taken = count()
        unsafe lane.pointee.publish(
            RecordHeader(
                kind: kind, callID: callID, method: method, flags: flags, length: length,
                credit: UInt16(truncatingIfNeeded: taken)))
    }

    private func lockIfShared() {
        if unsafe lane.pointee.isShared { unsafe lane.pointee.lock.lock() }
    }

    private func unlockIfShared() {
        if unsafe lane.pointee.isShared { unsafe lane.pointee.lock.unlock() }
    }
}
