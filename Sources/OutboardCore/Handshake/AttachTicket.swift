internal import COutboard
package import OutboardSystem

/// What a plugin needs to attach to a host that waits: where that is, and a secret that counts once.
///
/// Travels in the environment of the plugin.
package struct AttachTicket: Sendable, CustomStringConvertible {
    /// Where the host waits.
    package let address: LocalAddress
    /// The secret.
    package let secret: [UInt8]

    /// Bytes of a secret.
    package static var secretByteCount: Int { Int(OUTBOARD_ATTACH_SECRET_BYTES) }
    /// The name of the environment variable.
    package static var variable: String { OUTBOARD_ENVIRONMENT_ATTACH }

    /// Creates a ticket.
    package init(address: LocalAddress, secret: [UInt8]) {
        self.address = address
        self.secret = secret
    }

    /// Reads the value of the environment variable; nothing if it is none.
    package init?(_ text: String) {
        guard let at = text.firstIndex(of: "@"), let address = LocalAddress(text[text.index(after: at)...]) else {
            return nil
        }
        let digits = text[..<at].utf8.map { digit -> UInt8? in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x61...0x66: digit - 0x61 + 10
            default: nil
            }
        }
        guard digits.count == 2 * Self.secretByteCount else { return nil }
        var secret: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            secret.append(high << 4 | low)
        }
        self.init(address: address, secret: secret)
    }

    /// The value of the environment variable.
    package var description: String {
        secret.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "@\(address)"
    }

    /// What the plugin says first.
    package var message: ControlMessage {
        let version = UInt32(OUTBOARD_ABI_VERSION)
        return ControlMessage(kind: .attach, payload: version.wireBytes + UInt32(0).wireBytes + secret)
    }

    /// Looks at what somebody said first.
    ///
    /// Takes as long for every secret.
    ///
    /// - Throws: `HandshakeError` that says what is wrong with it.
    package func check(_ message: ControlMessage?) throws(HandshakeError) {
        guard let message, message.kind == .attach, message.payload.count == 8 + Self.secretByteCount else {
            throw HandshakeError("it did not say who it is")
        }
        let payload = message.payload
        let version = payload.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard version == UInt32(OUTBOARD_ABI_VERSION) else {
            throw HandshakeError.versions(host: UInt32(OUTBOARD_ABI_VERSION), plugin: version)
        }
        let difference = zip(payload.dropFirst(8), secret).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { throw HandshakeError("its secret is not that of this host") }
    }

    /// The message that goes with a descriptor, whose number is that in a plugin that was started by its host.
    package static func descriptorMessage(_ number: Int32) -> ControlMessage {
        ControlMessage(kind: .descriptor, payload: number.wireBytes)
    }
}
