/// A record in private memory: what a consumer copied out of a ring in one pass.
///
/// Everything is checked and used in this copy; the ring is not looked at again.
public struct Record: Sendable {
    /// Bytes of a record in a ring.
    @inlinable public static var bytes: Int { 64 }
    /// Bytes from a record of a ring to the next.
    ///
    /// Twice a record's: measured, a ring of adjacent lines costs a quarter more for each call.
    @inlinable public static var stride: Int { 128 }
    /// Bytes of the body.
    @inlinable public static var bodyBytes: Int { 48 }

    /// The fields in front of the body.
    public var header: RecordHeader
    /// The body, as six little-endian words.
    public var body: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    /// Creates an empty record.
    @inlinable
    public init() {
        self.header = RecordHeader(callID: 0, word: 0)
        self.body = (0, 0, 0, 0, 0, 0)
    }

    /// Creates a record.
    @inlinable
    public init(header: RecordHeader, body: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)) {
        self.header = header
        self.body = body
    }
}
