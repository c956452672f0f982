internal import OutboardSystem
internal import SystemPackage

// Room for replies that fit nowhere else: a plugin asks for it, and the host says how much it gets.
extension CallChannel {
    /// Lends the plugin an attachment for the reply of a call, or tells it that there is none.
    func lend(
        _ lane: UnsafeMutablePointer<HostLane>, _ callID: UInt32, _ byteCount: Untrusted<UInt64>
    ) throws(ProtocolViolation) {
        let message = AttachmentMessage(lane: unsafe lane.pointee.index, callID: callID, purpose: .result)
        let isWanted = unsafe lane.pointee.calls.state(callID) == .waiting
        do {
            switch isWanted ? attachment(byteCount) : .refused("") {
            case .lent(let lease):
                unsafe lane.pointee.leases[callID] = .lent(lease)
                try parts.sendAttachment(lease.attachment, message)
            case .refused(let reason):
                if isWanted { unsafe lane.pointee.leases[callID] = .refused(reason) }
                try parts.refuseAttachment(message)
            }
        } catch let error as Errno where error == .wouldBlock || error == .tooManyReferences {
            // The plugin's worker would wait for ever for what cannot be sent.
            throw ProtocolViolation("it does not read its control socket: \(error)")
        } catch {
            // The plugin is on its way out, which is noticed where deaths are.
        }
    }

    /// Makes room for a reply, within what the plugin may be lent.
    private func attachment(_ wish: Untrusted<UInt64>) -> Lease {
        guard let byteCount = wish.byteCount(upTo: parts.maximumPayload), byteCount > 0 else {
            return .refused("it takes \(wish) bytes, and the host allows \(parts.maximumPayload)")
        }
        guard lending.take(byteCount) else {
            return .refused(
                "it takes \(byteCount) bytes, the plugin has been lent \(lending.lentByteCount) for other results "
                    + "already, and the host allows \(lending.limit) at a time")
        }
        do {
            let attachment = try Attachment(byteCount: byteCount)
            try attachment.file.seal([.shrink, .grow, .seal])
            return .lent(LentAttachment(attachment, budget: lending))
        } catch {
            lending.give(byteCount)
            return .refused("it takes \(byteCount) bytes, and the host cannot make a file for them: \(error)")
        }
    }
}
