internal import COutboard
package import OutboardUntrusted

/// What a plugin has to do before another host may follow.
package struct HandoverOrder: Sendable {
    /// Whether it gives up the signal by which the kernel ends it with this host.
    ///
    /// Where the other host is another process, and where it is a second program in the place of the first.
    package var outlivesHost: Bool

    /// Creates an order.
    package init(outlivesHost: Bool) {
        self.outlivesHost = outlivesHost
    }

    /// The message, which goes with the plugin's end of the connection to the other host.
    package var message: ControlMessage {
        var contract = outboard_handover(outlives_host: outlivesHost ? 1 : 0, reserved: 0)
        return ControlMessage(kind: .handover, payload: unsafe withUnsafeBytes(of: &contract) { unsafe Array($0) })
    }

    /// Reads an order; nothing if the message is malformed.
    package init?(_ message: ControlMessage) {
        let size = MemoryLayout<outboard_handover>.size
        guard message.kind == .handover, message.payload.count >= size else { return nil }
        var contract = outboard_handover()
        unsafe withUnsafeMutableBytes(of: &contract) { target in
            unsafe target.copyBytes(from: message.payload.prefix(size))
        }
        outlivesHost = contract.outlives_host == 1
    }
}
