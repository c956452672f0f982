/// The outcome of a call, in private memory.
///
/// The payload is valid until the lane takes its next reply. Three words, so that it travels in registers.
@safe @usableFromInline
struct Answer {
    @usableFromInline let payload: UnsafeRawPointer
    @usableFromInline let byteCount: Int
    @usableFromInline let status: UInt64

    @usableFromInline
    init(payload: UnsafeRawPointer, byteCount: Int, isError: Bool, ordinal: UInt16, callID: UInt32) {
        unsafe self.payload = payload
        self.byteCount = byteCount
        self.status = UInt64(callID) | UInt64(ordinal) &<< 32 | (isError ? 1 &<< 48 : 0)
    }

    /// A result: the common case.
    init(payload: UnsafeRawPointer, byteCount: Int, callID: UInt32) {
        unsafe self.payload = payload
        self.byteCount = byteCount
        self.status = UInt64(callID)
    }

    /// Whether the call threw.
    @inlinable var isError: Bool { status &>> 48 != 0 }
    /// The ordinal of the error.
    var ordinal: UInt16 { UInt16(truncatingIfNeeded: status &>> 32) }
    /// The call.
    var callID: UInt32 { UInt32(truncatingIfNeeded: status) }
}
