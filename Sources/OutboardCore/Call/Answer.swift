/// The outcome of a call, in private memory.
///
/// Three words, so that it travels in registers. The payload lies in the caller's own buffer, or with the lane that the
/// answer holds: then it is valid until the lane takes its next reply or is given back.
@safe @usableFromInline
struct Answer {
    @usableFromInline let payload: UnsafeRawPointer
    @usableFromInline let byteCount: Int
    /// The call in the low half; above it the ordinal of the error, whether it is one, whether a task decodes the answer,
    /// whether the lane holds it as bytes, and the number of the lane + 1.
    @usableFromInline let status: UInt64

    /// An outcome of any kind; with a lane if that still holds the payload.
    @usableFromInline
    init(
        payload: UnsafeRawPointer, byteCount: Int, isError: Bool, ordinal: UInt16, callID: UInt32,
        lane: UInt32? = nil, isForTask: Bool = false, holdsBytes: Bool = false
    ) {
        unsafe self.payload = payload
        self.byteCount = byteCount
        let error: UInt64 = isError ? 1 &<< 48 : 0
        let bytes: UInt64 = holdsBytes ? 1 &<< 50 : 0
        self.status =
            UInt64(callID) | UInt64(ordinal) &<< 32 | error | (isForTask ? 1 &<< 49 : 0) | bytes
            | (lane.map { UInt64($0 &+ 1) &<< 56 } ?? 0)
    }

    /// A result that lies with its caller.
    @inline(__always)
    init(payload: UnsafeRawPointer, byteCount: Int) {
        unsafe self.payload = payload
        self.byteCount = byteCount
        self.status = 0
    }

    /// Whether the call threw.
    @inlinable var isError: Bool { status & 1 &<< 48 != 0 }
    /// Whether it is decoded on a thread of Swift concurrency's pool, which must not wait.
    var isForTask: Bool { status & 1 &<< 49 != 0 }
    /// Whether the result is bytes, which the lane holds as such.
    @inlinable var holdsBytes: Bool { status & 1 &<< 50 != 0 }
    /// Whether the payload lies with a lane, which has to be given back.
    @inlinable var holdsLane: Bool { status &>> 56 != 0 }
    /// The lane that holds the payload.
    var lane: Int { Int(truncatingIfNeeded: status &>> 56) &- 1 }
    /// The ordinal of the error.
    var ordinal: UInt16 { UInt16(truncatingIfNeeded: status &>> 32) }
    /// The call.
    var callID: UInt32 { UInt32(truncatingIfNeeded: status) }
}
