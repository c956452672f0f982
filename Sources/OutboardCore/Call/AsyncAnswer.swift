/// The outcome of an asynchronous call, in memory of its own.
@usableFromInline
struct AsyncAnswer: Sendable {
    @usableFromInline let bytes: [UInt8]
    @usableFromInline let isError: Bool
    @usableFromInline let ordinal: UInt16

    init(copying answer: Answer) {
        self.bytes = unsafe Array(UnsafeRawBufferPointer(start: answer.payload, count: answer.byteCount))
        self.isError = answer.isError
        self.ordinal = answer.ordinal
    }

    /// The result, or the error that the answer carries.
    @inlinable
    func decode<R>(
        _ binding: CallBinding, method: UInt16, _ decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        // One more byte than the payload, so that even an empty one has an address.
        let padded = bytes + [0]
        return try unsafe padded.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { throw WireError.truncated }
            let answer = unsafe Answer(
                payload: start, byteCount: bytes.count, isError: isError, ordinal: ordinal, callID: 0)
            return try binding.decode(answer, method: method, decode)
        }
    }
}
