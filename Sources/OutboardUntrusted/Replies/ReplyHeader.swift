package import OutboardRing

/// The header of a reply, loaded once: whatever a plugin wrote.
///
/// There is no way to get at it but its checks: each gives what was checked, or throws, or says that it is not what was
/// asked for.
package struct ReplyHeader: Sendable {
    private let value: RecordHeader

    /// Takes a header that was loaded from a plugin's ring.
    package init(_ header: RecordHeader) {
        self.value = header
    }

    /// The call that it names: any number, to be looked up among the calls in flight.
    package var callID: UInt32 { value.callID }

    /// How many more records the plugin says it has taken.
    ///
    /// - Parameters:
    ///   - answered: How many it had taken by its last answer.
    ///   - sent: How many there are.
    /// - Returns: At most as many as were sent since then; nothing if it claims more.
    package func advance(beyond answered: UInt32, sent: UInt32) -> UInt32? {
        let advance = UInt32(truncatingIfNeeded: value.credit &- UInt16(truncatingIfNeeded: answered))
        guard advance <= sent &- answered else { return nil }
        return advance
    }

    /// What the record is.
    ///
    /// - Returns: One of the kinds that a plugin may send.
    /// - Throws: `ProtocolViolation` for any other.
    package func kind() throws(ProtocolViolation) -> ReplyKind {
        switch value.kind {
        case .reply: return .result
        case .error: return .error(ordinal: value.method)
        case .lease: return .lease
        default: throw ProtocolViolation("it sent a record of the unknown kind \(value.kind.rawValue)")
        }
    }

    /// Where the payload lies.
    ///
    /// - Parameter blockBytes: Bytes of a block.
    /// - Returns: The place, with a length that fits into it.
    /// - Throws: `ProtocolViolation` for flags that a reply cannot have, and for a length that lies.
    package func payload(blockBytes: Int) throws(ProtocolViolation) -> ReplyPayload {
        let length = Int(value.length)
        switch value.payloadClass {
        case .inline:
            guard value.flags == PayloadClass.inline.rawValue, length <= Record.bodyBytes else {
                throw ProtocolViolation("a reply has a malformed header")
            }
            return .inline(length)
        case .block:
            guard value.flags == PayloadClass.block.rawValue, length <= blockBytes else {
                throw ProtocolViolation("a reply is longer than its block")
            }
            return .block(length)
        case .bulk:
            try checkReference()
            return .bulk
        default:
            try checkReference()
            return .attachment
        }
    }

    /// Checks the header of a record whose body says how long something is that lies elsewhere.
    ///
    /// - Throws: `ProtocolViolation` if it has more flags than the place, or a length.
    package func checkReference() throws(ProtocolViolation) {
        guard value.flags == value.payloadClass.rawValue, value.length == 0 else {
            throw ProtocolViolation("a payload reference has a malformed header")
        }
    }
}
