extension Untrusted where Value == UInt64 {
    /// The count of bytes, if it is no more than a limit.
    ///
    /// - Parameter limit: Bytes that there are; none if it is negative.
    /// - Returns: At most the limit.
    package func byteCount(upTo limit: Int) -> Int? {
        guard let count = Int(exactly: value), count <= limit else { return nil }
        return count
    }
}

extension Untrusted: CustomStringConvertible where Value == UInt64 {
    /// The number, for messages.
    package var description: String { "\(value)" }
}

extension Untrusted where Value == UInt32 {
    /// How many more records the plugin says it has taken, in its words about a lane.
    ///
    /// - Parameters:
    ///   - taken: How many it is known to have taken.
    ///   - sent: How many there are.
    /// - Returns: At least 1 and at most as many as were sent since then; nothing if it says no more than is known.
    /// - Throws: `ProtocolViolation` if it claims more than were sent.
    package func advance(beyond taken: UInt32, sent: UInt32) throws(ProtocolViolation) -> UInt32? {
        let advance = value &- taken
        // What is behind the answers is no news.
        guard Int32(bitPattern: advance) > 0 else { return nil }
        guard advance <= sent &- taken else { throw .claimsTooMuch }
        return advance
    }
}

extension ProtocolViolation {
    /// It has taken more than was sent.
    package static var claimsTooMuch: ProtocolViolation {
        ProtocolViolation("it claims to have taken records that were not sent")
    }
}
