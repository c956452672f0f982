/// The outcome of a call, in private memory.
///
/// The payload is valid until the lane takes its next reply.
@safe @usableFromInline
struct Answer {
    @usableFromInline let payload: UnsafeRawPointer
    @usableFromInline let byteCount: Int
    @usableFromInline let isError: Bool
    /// The ordinal of the error.
    @usableFromInline let ordinal: UInt16
    @usableFromInline let callID: UInt32

    @usableFromInline
    init(payload: UnsafeRawPointer, byteCount: Int, isError: Bool, ordinal: UInt16, callID: UInt32) {
        unsafe self.payload = payload
        self.byteCount = byteCount
        self.isError = isError
        self.ordinal = ordinal
        self.callID = callID
    }
}
