internal import OutboardRing
internal import OutboardSystem
internal import SystemPackage

extension HostLane {
    /// Chooses where the arguments of a call go: into the record, the slot's block, the bulk area or an attachment.
    ///
    /// - Returns: The place and its class.
    mutating func reserve(
        byteCount: Int, optionalBytes: Int, callID: UInt32, maximum: Int
    ) throws(OutboardError) -> (UnsafeMutableRawPointer, PayloadClass) {
        if byteCount <= Record.bodyBytes &- optionalBytes {
            return unsafe (requests.body + optionalBytes, .inline)
        }
        if byteCount <= requests.blockBytes { return unsafe (requests.block, .block) }
        guard byteCount <= maximum else {
            throw OutboardError(
                code: .payloadTooLarge,
                message: "the arguments take \(byteCount) bytes, more than the \(maximum) that the options allow")
        }
        do {
            if byteCount <= bulkByteCount, !bulkIsBusy {
                try populateBulk()
                bulkIsBusy = true
                calls.markBulk(callID)
                return unsafe (bulkOut, .bulk)
            }
            let attachment = try Attachment(byteCount: byteCount)
            let mapping = try attachment.map(writable: true)
            try mapping.populate(offset: 0, byteCount: byteCount)
            self.attachment = attachment
            let base = unsafe mapping.base
            self.attachmentMapping = consume mapping
            return unsafe (base, .attachment)
        } catch {
            throw OutboardError(
                code: .payloadTooLarge, message: "there is no memory for arguments of \(byteCount) bytes: \(error)")
        }
    }

    /// Allocates the pages of the bulk area before the first use: an error now is better than a SIGBUS later.
    private mutating func populateBulk() throws(Errno) {
        guard !bulkIsPopulated else { return }
        try segments.host.populate(offset: segments.geometry.bulkOffset(Int(index)), byteCount: bulkByteCount)
        bulkIsPopulated = true
    }

    /// Writes the reference, if the class needs one, and publishes a call whose arguments are in place.
    mutating func publish(_ slot: CallSlot) {
        var length = UInt16(truncatingIfNeeded: slot.byteCount)
        if slot.payloadClass == .bulk || slot.payloadClass == .attachment {
            let offset = RecordHeader(kind: .call, callID: 0, flags: slot.flags).optionalBytes ?? 0
            unsafe (requests.body + offset).storeBytes(of: UInt64(slot.byteCount).littleEndian, as: UInt64.self)
            length = 0
        }
        publish(
            RecordHeader(
                kind: .call, callID: slot.callID, method: slot.method, flags: slot.flags | slot.payloadClass.rawValue,
                length: length, credit: UInt16(truncatingIfNeeded: replies.position)))
    }

    /// Hands over the attachment being written; its mapping ends.
    mutating func takeAttachment() -> Attachment? {
        attachmentMapping = nil
        defer { attachment = nil }
        return attachment
    }

    /// Undoes the start of a call that was not published.
    mutating func forget(_ slot: CallSlot) {
        attachmentMapping = nil
        attachment = nil
        if calls.close(slot.callID) { bulkIsBusy = false }
    }
}
