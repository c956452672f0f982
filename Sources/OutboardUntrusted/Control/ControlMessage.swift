internal import COutboard

/// One packet of the control socket: a type and its payload.
package struct ControlMessage: Sendable {
    /// The types of `ControlMessage`.
    package struct Kind: RawRepresentable, Hashable, Sendable {
        /// The number on the wire.
        package let rawValue: UInt32

        /// Creates a kind from its number.
        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// Host: geometry, policy and configuration.
        package static let hello = Kind(rawValue: UInt32(OUTBOARD_CONTROL_HELLO))
        /// Plugin: ready; what it serves.
        package static let welcome = Kind(rawValue: UInt32(OUTBOARD_CONTROL_WELCOME))
        /// Plugin: cannot start, and why.
        package static let refuse = Kind(rawValue: UInt32(OUTBOARD_CONTROL_REFUSE))
        /// Host: an attachment.
        package static let attachment = Kind(rawValue: UInt32(OUTBOARD_CONTROL_ATTACHMENT))
        /// Host: finish and exit.
        package static let shutdown = Kind(rawValue: UInt32(OUTBOARD_CONTROL_SHUTDOWN))
        /// Host: calls were given up.
        package static let cancel = Kind(rawValue: UInt32(OUTBOARD_CONTROL_CANCEL))
        /// Host: make an instance.
        package static let open = Kind(rawValue: UInt32(OUTBOARD_CONTROL_OPEN))
        /// Host: end an instance.
        package static let close = Kind(rawValue: UInt32(OUTBOARD_CONTROL_CLOSE))
        /// Plugin that attaches: who it is.
        package static let attach = Kind(rawValue: UInt32(OUTBOARD_CONTROL_ATTACH))
        /// Host, to a plugin that attaches: a descriptor.
        package static let descriptor = Kind(rawValue: UInt32(OUTBOARD_CONTROL_DESCRIPTOR))
        /// Plugin: what became of an instance.
        package static let instance = Kind(rawValue: UInt32(OUTBOARD_CONTROL_INSTANCE))
        /// Host: the system calls that are left when the plugin is ready.
        package static let filter = Kind(rawValue: UInt32(OUTBOARD_CONTROL_FILTER))
        /// Host: another host may follow.
        package static let handover = Kind(rawValue: UInt32(OUTBOARD_CONTROL_HANDOVER))
        /// Plugin: prepared for another host, or why not.
        package static let prepared = Kind(rawValue: UInt32(OUTBOARD_CONTROL_PREPARED))
        /// Host: a buffer that it lends.
        package static let lend = Kind(rawValue: UInt32(OUTBOARD_CONTROL_LEND))
        /// Host: it takes a buffer back.
        package static let takeBack = Kind(rawValue: UInt32(OUTBOARD_CONTROL_TAKE_BACK))
        /// Plugin: what became of a buffer that it was lent.
        package static let borrowed = Kind(rawValue: UInt32(OUTBOARD_CONTROL_BORROWED))
    }

    /// What the message is.
    package var kind: Kind
    /// Its payload, at most `maximumPayload` bytes.
    package var payload: [UInt8]

    /// The largest payload of one message, in bytes.
    package static var maximumPayload: Int {
        Int(OUTBOARD_CONTROL_BYTES_MAX) &- MemoryLayout<outboard_control_header>.size
    }

    /// Creates a message.
    package init(kind: Kind, payload: [UInt8] = []) {
        self.kind = kind
        self.payload = payload
    }

    /// Creates a message whose payload is the encoding of a value.
    package init(kind: Kind, encoding value: some WireValue) {
        self.init(kind: kind, payload: value.wireBytes)
    }

    /// Reads a packet, or returns nothing if it is not a message.
    package init?(packet: [UInt8]) {
        guard let kind = packet.number(at: 0), let byteCount = packet.number(at: 4),
            Int(byteCount) == packet.count &- 8
        else { return nil }
        self.init(kind: Kind(rawValue: kind), payload: Array(packet.dropFirst(8)))
    }

    /// The packet.
    package var packet: [UInt8] {
        kind.rawValue.wireBytes + UInt32(truncatingIfNeeded: payload.count).wireBytes + payload
    }
}
