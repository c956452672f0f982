internal import COutboard

/// Where the payload of a record lies: the low two bits of its flags.
public struct PayloadClass: RawRepresentable, Sendable, Hashable {
    /// The two bits.
    public let rawValue: UInt8

    /// Creates a class from the flags of a record; other bits are ignored.
    @inlinable public init(rawValue: UInt8) {
        self.rawValue = rawValue & 3
    }

    /// In the body of the record.
    @inlinable public static var inline: Self { Self(rawValue: 0) }
    /// In the block of the record's slot.
    @inlinable public static var block: Self { Self(rawValue: 1) }
    /// In the bulk area of the lane.
    @inlinable public static var bulk: Self { Self(rawValue: 2) }
    /// In a memfd that went over the control socket.
    @inlinable public static var attachment: Self { Self(rawValue: 3) }

    /// Whether the constants above, which have to be inlinable, are those of the C contract.
    package static var matchesContract: Bool {
        Int32(inline.rawValue) == OUTBOARD_PAYLOAD_INLINE && Int32(block.rawValue) == OUTBOARD_PAYLOAD_BLOCK
            && Int32(bulk.rawValue) == OUTBOARD_PAYLOAD_BULK
            && Int32(attachment.rawValue) == OUTBOARD_PAYLOAD_ATTACHMENT
    }
}
