extension Caller {
    /// Sends a one-way call, and returns when the plugin can see it: no answer is sent or waited for.
    ///
    /// One-way calls of a thread, and the synchronous calls that it makes after them, are run in the order in which it made
    /// them. For that they go over the thread's own lane. When another thread uses that, the call goes over another one
    /// and waits until it has been run.
    ///
    /// When as many of the lane's one-way calls as it has slots have not been run, it waits for room within the call's
    /// deadline or time-out, or fails with the code `busy`, see ``backPressure(_:)``. Does not allocate, lock or enter the
    /// kernel while there is room, the plugin polls and the arguments are not larger than a block.
    ///
    /// Any number of threads may send at once. A call that was sent is lost when the plugin dies before it has run it, and
    /// nobody is told; a plugin that is stopped runs it first.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method, which is described as one-way.
    ///   - byteCount: The sum of the arguments' `wireByteCount`.
    ///   - encode: Appends the arguments, in order and exactly `byteCount` bytes.
    /// - Throws: `OutboardError` if the call was not sent, or if it had to wait to be run and that took too long.
    @inlinable
    public func send(_ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void) throws {
        #if Metrics || Tracing
        let observation = CallObservation(self, method)
        do {
            try observation.caller.sendUnobserved(method, byteCount: byteCount, encode: encode)
            observation.end(nil)
        } catch {
            observation.end(error)
            throw error
        }
        #else
        do {
            try sendOnce(method, byteCount: byteCount, encode: encode)
        } catch {
            try sendAgain(after: error, method, byteCount: byteCount, encode: encode)
        }
        #endif
    }

    /// Sends a one-way call in the generation that the caller is bound to.
    @inlinable
    func sendOnce(_ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void) throws {
        let open = try binding.beginOneWay(method, byteCount: byteCount)
        var writer = unsafe WireWriter(start: open.payload, byteCount: byteCount)
        encode(&writer)
        guard writer.isExact else { throw binding.cancel(open) }
        try binding.finishOneWay(open)
    }

    /// Sends a one-way call again whose generation is gone, if there is another one.
    @inlinable @inline(never)
    func sendAgain(
        after error: any Error, _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void
    ) throws {
        var retry = try CallRetry(binding, method, after: error)
        while true {
            let next = try Caller(retry.nextBlocking())
            do {
                return try next.sendOnce(method, byteCount: byteCount, encode: encode)
            } catch {
                try retry.note(error)
            }
        }
    }

    /// Sends a one-way call, and suspends the task only when there is no room for it.
    ///
    /// One-way calls and others that are made with `await`, by whatever tasks, are begun in the order in which they were
    /// made. There is no such order between them and synchronous calls.
    ///
    /// Parameters and errors are those of ``send(_:byteCount:encode:)``, and `CancellationError` if the task was cancelled
    /// before the call was sent. Costs a lock.
    @inlinable
    public func sendAsync(_ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void) async throws {
        #if Metrics || Tracing
        let observation = CallObservation(self, method)
        do {
            try await observation.caller.sendAsyncUnobserved(method, byteCount: byteCount, encode: encode)
            observation.end(nil)
        } catch {
            observation.end(error)
            throw error
        }
        #else
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
        #endif
    }

    /// Sends a one-way call, as ``send(_:byteCount:encode:)`` does.
    @inlinable
    public func send<Client>(_ call: OneWayCall<Client>) throws {
        try send(call.method, byteCount: call.byteCount, encode: call.encode)
    }

    /// Sends a one-way call, as ``sendAsync(_:byteCount:encode:)`` does.
    @inlinable
    public func sendAsync<Client>(_ call: OneWayCall<Client>) async throws {
        try await sendAsync(call.method, byteCount: call.byteCount, encode: call.encode)
    }
}
