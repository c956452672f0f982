internal import COutboard

/// Which call an attachment belongs to, and as what.
package struct AttachmentMessage: Hashable, Sendable {
    /// What an attachment is for.
    package enum Purpose: UInt32, Sendable {
        /// It holds the arguments of the call.
        case arguments = 1
        /// It is room for the reply.
        case result = 2
    }

    /// The lane of the call.
    package let lane: UInt32
    /// The call.
    package let callID: UInt32
    /// What the attachment is for.
    package let purpose: Purpose

    /// Creates a message.
    package init(lane: UInt32, callID: UInt32, purpose: Purpose) {
        self.lane = lane
        self.callID = callID
        self.purpose = purpose
    }

    /// Reads a message that came over the control socket, and the bytes of the file that came with it.
    package static func read(_ message: ControlMessage) -> (AttachmentMessage, byteCount: Int)? {
        guard message.kind == .attachment, message.payload.count == MemoryLayout<outboard_attachment>.size else {
            return nil
        }
        var contract = outboard_attachment()
        unsafe withUnsafeMutableBytes(of: &contract) { target in
            unsafe target.copyBytes(from: message.payload)
        }
        guard let purpose = Purpose(rawValue: contract.purpose), let byteCount = Int(exactly: contract.length) else {
            return nil
        }
        return (AttachmentMessage(lane: contract.lane, callID: contract.call_id, purpose: purpose), byteCount)
    }

    /// The control message that goes with a file of `byteCount` bytes.
    package func controlMessage(byteCount: Int) -> ControlMessage {
        var contract = outboard_attachment(
            lane: lane, call_id: callID, purpose: purpose.rawValue, reserved: 0, length: UInt64(byteCount))
        let bytes = unsafe withUnsafeBytes(of: &contract) { unsafe Array($0) }
        return ControlMessage(kind: .attachment, payload: bytes)
    }
}
