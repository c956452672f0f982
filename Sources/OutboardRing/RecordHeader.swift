internal import COutboard

/// The fields of a record in front of its body, without the stamp.
///
/// Held as the two words in which they travel, so that a header is written with two stores and read with two loads.
public struct RecordHeader: Sendable, Hashable {
    /// Identifies the call in the caller's private table.
    public let callID: UInt32
    @usableFromInline let word: UInt64

    /// Creates a header.
    @inlinable
    public init(
        kind: RecordKind, callID: UInt32, method: UInt16 = 0, flags: UInt8 = 0, length: UInt16 = 0, credit: UInt16 = 0
    ) {
        self.callID = callID
        self.word =
            UInt64(method) | UInt64(kind.rawValue) &<< 16 | UInt64(flags) &<< 24 | UInt64(length) &<< 32
            | UInt64(credit) &<< 48
    }

    @inlinable
    package init(callID: UInt32, word: UInt64) {
        self.callID = callID
        self.word = word
    }

    /// The ordinal of a method, or of an error.
    @inlinable public var method: UInt16 { UInt16(truncatingIfNeeded: word) }
    /// What the record is.
    @inlinable public var kind: RecordKind { RecordKind(rawValue: UInt8(truncatingIfNeeded: word &>> 16)) }
    /// Payload class and marks of the optional fields.
    @inlinable public var flags: UInt8 { UInt8(truncatingIfNeeded: word &>> 24) }
    /// Where the payload lies.
    @inlinable public var payloadClass: PayloadClass { PayloadClass(rawValue: flags) }
    /// Payload bytes of the classes inline and block.
    @inlinable public var length: UInt16 { UInt16(truncatingIfNeeded: word &>> 32) }
    /// Low 16 bits of the count of records the sender has taken from the opposite ring.
    @inlinable public var credit: UInt16 { UInt16(truncatingIfNeeded: word &>> 48) }

    /// Bytes of the body that the optional fields take, or nothing if a flag is unknown.
    @inlinable public var optionalBytes: Int? {
        guard flags & 0xe0 == 0 else { return nil }
        return (flags & 0x04 != 0 ? 8 : 0) &+ (flags & 0x08 != 0 ? 32 : 0)
    }

    /// Whether it is a call without flags, whose arguments begin the body: one comparison for kind and flags together.
    @inlinable package var isPlainCall: Bool {
        UInt16(truncatingIfNeeded: word &>> 16) == UInt16(RecordKind.call.rawValue)
    }

    /// Whether it is a call without optional fields, whose arguments lie in its block.
    @inlinable package var isPlainBlockCall: Bool {
        UInt16(truncatingIfNeeded: word &>> 16)
            == UInt16(RecordKind.call.rawValue) | UInt16(PayloadClass.block.rawValue) &<< 8
    }

    /// Whether it is a reply without flags: one comparison for kind and flags together.
    @inlinable package var isPlainReply: Bool {
        UInt16(truncatingIfNeeded: word &>> 16) == UInt16(RecordKind.reply.rawValue)
    }

    /// The word, without its length, of a reply without flags and ordinal that carries a credit.
    @inlinable
    package static func plainReplyWord(credit: UInt16) -> UInt64 {
        UInt64(RecordKind.reply.rawValue) &<< 16 | UInt64(credit) &<< 48
    }

    /// What distinguishes the word of a record whose payload lies in its block from that of one with it inside.
    @inlinable package static var blockBit: UInt64 { UInt64(PayloadClass.block.rawValue) &<< 24 }

    /// Everything of a word but the length, for one comparison.
    @inlinable
    package static func withoutLength(_ word: UInt64) -> UInt64 { word & 0xffff_0000_ffff_ffff }

    /// The length of a word.
    @inlinable
    package static func length(ofWord word: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: word &>> 32) }

    /// A header out of the two words of a record as they were loaded.
    @inlinable
    package init(stampedCall: UInt64, word: UInt64) {
        self.init(callID: UInt32(truncatingIfNeeded: stampedCall &>> 32), word: word)
    }

    /// Flag of the deadline field.
    @inlinable public static var deadlineFlag: UInt8 { 0x04 }
    /// Flag of the trace field.
    @inlinable public static var traceFlag: UInt8 { 0x08 }
    /// Flag of a call whose caller serves callbacks; it has no field.
    @inlinable public static var servesFlag: UInt8 { 0x10 }

    /// Whether the constants above, which have to be inlinable, are those of the C contract.
    package static var matchesContract: Bool {
        let header = RecordHeader(kind: .call, callID: 0, flags: deadlineFlag | traceFlag)
        return Int32(deadlineFlag) == OUTBOARD_FLAG_DEADLINE && Int32(traceFlag) == OUTBOARD_FLAG_TRACE
            && Int32(servesFlag) == OUTBOARD_FLAG_SERVES
            && header.optionalBytes == Int(OUTBOARD_DEADLINE_BYTES + OUTBOARD_TRACE_BYTES)
            && Record.bodyBytes == Int(OUTBOARD_RECORD_BODY_BYTES) && Record.bytes == Int(OUTBOARD_RECORD_BYTES)
            && Record.stride == Int(OUTBOARD_RECORD_STRIDE)
    }
}
