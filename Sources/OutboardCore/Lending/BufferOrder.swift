internal import COutboard

/// What a host tells a plugin about a buffer: that it lends it, or takes it back.
package struct BufferOrder: Sendable {
    /// What calls call the buffer.
    package var number: UInt32
    /// How many bytes it has.
    package var byteCount: Int

    /// An order about a buffer of this host.
    package init(_ buffer: SharedBuffer) {
        self.number = buffer.memory.number
        self.byteCount = buffer.byteCount
    }

    /// The message, with which the buffer's file goes if it is lent.
    package func message(_ kind: ControlMessage.Kind) -> ControlMessage {
        var contract = outboard_buffer(number: number, reserved: 0, length: UInt64(byteCount))
        return ControlMessage(kind: kind, payload: unsafe withUnsafeBytes(of: &contract) { unsafe Array($0) })
    }

    /// Reads an order; nothing if the message is malformed.
    package init?(_ message: ControlMessage) {
        guard message.kind == .lend || message.kind == .takeBack,
            message.payload.count == MemoryLayout<outboard_buffer>.size
        else { return nil }
        var contract = outboard_buffer()
        unsafe withUnsafeMutableBytes(of: &contract) { target in
            unsafe target.copyBytes(from: message.payload)
        }
        guard let byteCount = Int(exactly: contract.length) else { return nil }
        self.number = contract.number
        self.byteCount = byteCount
    }
}
