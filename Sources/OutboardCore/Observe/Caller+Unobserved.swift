#if Metrics || Tracing
// What `CallObservation` is told about: without the traits the same stands where the calls are.
extension Caller {
    /// Calls a method and suspends the task until its answer is there.
    @inlinable
    func callAsyncUnobserved<R: Sendable>(
        _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) async throws -> R {
        let answer: AsyncAnswer
        do {
            answer = try await binding.callAsync(method, byteCount: byteCount, encode: encode)
        } catch {
            return try await callAgainAsync(
                after: error, method, byteCount: byteCount, encode: encode, decode: decode)
        }
        return try answer.decode(binding, method: method, decode)
    }

    /// Sends a one-way call.
    @inlinable
    func sendUnobserved(_ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void) throws {
        do {
            try sendOnce(method, byteCount: byteCount, encode: encode)
        } catch {
            try sendAgain(after: error, method, byteCount: byteCount, encode: encode)
        }
    }

    /// Sends a one-way call, and suspends the task only when there is no room for it.
    @inlinable
    func sendAsyncUnobserved(
        _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void
    ) async throws {
        do {
            try await binding.sendAsync(method, byteCount: byteCount, encode: encode)
        } catch {
            var retry = try CallRetry(binding, method, after: error)
            while true {
                let next = try await retry.nextSuspending()
                do {
                    return try await next.sendAsync(method, byteCount: byteCount, encode: encode)
                } catch {
                    try retry.note(error)
                }
            }
        }
    }
}
#endif
