internal import COutboard

/// What a host wants of an instance: that it is made, or that it ends.
package struct InstanceOrder: Sendable {
    /// The number of the instance.
    package var number: Int
    /// The envelope of its configuration, unless it comes in a file.
    package var configuration: [UInt8]
    /// Bytes of the envelope.
    package var configurationByteCount: Int
    /// Whether the envelope comes in a file with the message, because it is larger than a message.
    package var isConfigurationAttached: Bool

    /// Creates an order.
    package init(number: Int, configuration: [UInt8] = []) {
        self.number = number
        self.configurationByteCount = configuration.count
        self.isConfigurationAttached =
            configuration.count > ControlMessage.maximumPayload - MemoryLayout<outboard_instance>.size
        self.configuration = isConfigurationAttached ? [] : configuration
    }

    /// The message that has the instance made, or ended.
    package func message(_ kind: ControlMessage.Kind) -> ControlMessage {
        var contract = outboard_instance(
            number: UInt32(truncatingIfNeeded: number), configuration_attached: isConfigurationAttached ? 1 : 0,
            configuration_length: UInt64(configurationByteCount))
        let head = unsafe withUnsafeBytes(of: &contract) { unsafe Array($0) }
        return ControlMessage(kind: kind, payload: head + configuration)
    }

    /// Reads an order; nothing if the message is malformed.
    package init?(_ message: ControlMessage) {
        let size = MemoryLayout<outboard_instance>.size
        guard message.kind == .open || message.kind == .close, message.payload.count >= size else { return nil }
        var contract = outboard_instance()
        unsafe withUnsafeMutableBytes(of: &contract) { target in
            unsafe target.copyBytes(from: message.payload.prefix(size))
        }
        guard let byteCount = Int(exactly: contract.configuration_length),
            contract.configuration_attached == 1 || byteCount == message.payload.count - size
        else { return nil }
        self.number = Int(contract.number)
        self.configuration = Array(message.payload.dropFirst(size))
        self.configurationByteCount = byteCount
        self.isConfigurationAttached = contract.configuration_attached == 1
    }
}
