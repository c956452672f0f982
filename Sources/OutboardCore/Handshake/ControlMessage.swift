internal import COutboard
package import OutboardSystem
package import SystemPackage

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
    }

    /// What the message is.
    package var kind: Kind
    /// Its payload, at most `maximumPayload` bytes.
    package var payload: [UInt8]

    /// The largest payload of one message, in bytes.
    package static var maximumPayload: Int {
        Int(OUTBOARD_CONTROL_BYTES_MAX) - MemoryLayout<outboard_control_header>.size
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
        guard packet.count >= 8 else { return nil }
        let kind = Self.word(packet, 0)
        guard Int(Self.word(packet, 4)) == packet.count &- 8 else { return nil }
        self.init(kind: Kind(rawValue: kind), payload: Array(packet[8...]))
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
            | UInt32(bytes[offset + 3]) << 24
    }

    /// The packet.
    package var packet: [UInt8] {
        kind.rawValue.wireBytes + UInt32(payload.count).wireBytes + payload
    }
}

extension ControlSocket {
    /// Sends a message, with a file if there is one.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - file: A descriptor that the other side gets a copy of.
    ///   - blocking: Whether to wait while the other side does not read.
    /// - Throws: The error of sendmsg(2).
    package func send(_ message: ControlMessage, file: Int32? = nil, blocking: Bool) throws(Errno) {
        let packet = message.packet
        var failure: Errno?
        unsafe packet.withUnsafeBytes { bytes in
            do throws(Errno) {
                try unsafe self.send(bytes, descriptor: file, blocking: blocking)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}

extension WireValue {
    /// The encoding in an array of its own.
    package var wireBytes: [UInt8] {
        let byteCount = wireByteCount
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var writer = unsafe WireWriter(start: UnsafeMutableRawPointer(start), byteCount: byteCount)
            encode(into: &writer)
            count = writer.isExact ? byteCount : 0
        }
    }

    /// Decodes a value that takes all of the bytes.
    package init(wireBytes bytes: [UInt8]) throws(WireError) {
        var failure: WireError?
        let value: Self? = unsafe bytes.withUnsafeBytes { buffer -> Self? in
            guard let start = buffer.baseAddress else {
                failure = .truncated
                return nil
            }
            var reader = unsafe WireReader(start: start, byteCount: buffer.count)
            do throws(WireError) {
                let value = try Self(from: &reader)
                if reader.remaining > 0 { failure = WireError(code: .leftOver) }
                return value
            } catch {
                failure = error
                return nil
            }
        }
        guard failure == nil, let value else { throw failure ?? .truncated }
        self = value
    }
}
