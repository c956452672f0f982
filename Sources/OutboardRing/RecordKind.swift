internal import COutboard

/// What a record is.
///
/// An open set: a value that a peer wrote is compared, never assumed to be one of these.
public struct RecordKind: RawRepresentable, Sendable, Hashable {
    /// The byte in the record.
    public let rawValue: UInt8

    /// Creates a kind from the byte in a record.
    @inlinable public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Host to plugin: run a method.
    @inlinable public static var call: Self { Self(rawValue: 1) }
    /// Plugin to host: the value a call returned.
    @inlinable public static var reply: Self { Self(rawValue: 2) }
    /// Plugin to host: the error a call threw.
    @inlinable public static var error: Self { Self(rawValue: 3) }
    /// Host to plugin: run a method, no answer.
    @inlinable public static var oneWay: Self { Self(rawValue: 4) }
    /// Host to plugin: the outcome of a callback, with which a method goes on; answered as a call is.
    @inlinable public static var callbackReply: Self { Self(rawValue: 7) }
    /// Plugin to host: lend an attachment for the reply of a call.
    @inlinable public static var lease: Self { Self(rawValue: 11) }

    /// Whether the constants above, which have to be inlinable, are those of the C contract.
    package static var matchesContract: Bool {
        Int32(call.rawValue) == OUTBOARD_KIND_CALL && Int32(reply.rawValue) == OUTBOARD_KIND_REPLY
            && Int32(error.rawValue) == OUTBOARD_KIND_ERROR && Int32(oneWay.rawValue) == OUTBOARD_KIND_ONE_WAY
            && Int32(callbackReply.rawValue) == OUTBOARD_KIND_CALLBACK_REPLY
            && Int32(lease.rawValue) == OUTBOARD_KIND_LEASE
    }
}
