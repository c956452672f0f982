/// The outcome of an asynchronous call, in memory of its own.
@usableFromInline
struct AsyncAnswer: Sendable {
    /// The payload, and one byte more: so even an empty one has an address.
    @usableFromInline let padded: [UInt8]
    /// The payload instead, where it is larger than a block.
    @usableFromInline let large: LargeAnswer?
    @usableFromInline let isError: Bool
    @usableFromInline let ordinal: UInt16

    init(copying answer: Answer) {
        self.padded = unsafe [UInt8](unsafeUninitializedCapacity: answer.byteCount &+ 1) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(start).copyMemory(from: answer.payload, byteCount: answer.byteCount)
            unsafe start[answer.byteCount] = 0
            count = answer.byteCount &+ 1
        }
        self.large = nil
        self.isError = answer.isError
        self.ordinal = answer.ordinal
    }

    /// Takes over a payload that is not copied again.
    init(_ answer: Answer, _ large: LargeAnswer) {
        self.padded = []
        self.large = large
        self.isError = answer.isError
        self.ordinal = answer.ordinal
    }

    /// What a callback has come to.
    init(_ outcome: CallbackOutcome) {
        self.padded = outcome.payload + [0]
        self.large = nil
        self.isError = outcome.error != nil
        self.ordinal = outcome.error ?? 0
    }

    /// What a one-way call ends with: nothing.
    init() {
        self.padded = [0]
        self.large = nil
        self.isError = false
        self.ordinal = 0
    }

    /// Whether it is no outcome, but a request of the plugin's method.
    var isCallback: Bool { isError && CallbackOutcome.isCallback(ordinal) }

    /// The request.
    ///
    /// - Throws: `WireError` if it is none that the plugin may make; `OutboardError` if there is no memory for it.
    func callbackRequest(interfaceCount: Int) throws -> CallbackRequest {
        if let large {
            defer { withExtendedLifetime(large) {} }
            var reader = unsafe WireReader(start: try large.load(), byteCount: large.byteCount)
            return try CallbackRequest(from: &reader, interfaceCount: interfaceCount)
        }
        return try unsafe padded.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { throw WireError.truncated }
            var reader = unsafe WireReader(start: start, byteCount: padded.count &- 1)
            return try CallbackRequest(from: &reader, interfaceCount: interfaceCount)
        }
    }

    /// The result, or the error that the answer carries.
    @inlinable
    func decode<R>(
        _ binding: CallBinding, method: UInt16, _ decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        if let large {
            defer { withExtendedLifetime(large) {} }
            let answer = unsafe Answer(
                payload: try large.load(), byteCount: large.byteCount, isError: isError, ordinal: ordinal, callID: 0,
                isForTask: true)
            return try binding.decode(answer, method: method, decode)
        }
        return try unsafe padded.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { throw WireError.truncated }
            let answer = unsafe Answer(
                payload: start, byteCount: padded.count &- 1, isError: isError, ordinal: ordinal, callID: 0,
                isForTask: true)
            return try binding.decode(answer, method: method, decode)
        }
    }
}
