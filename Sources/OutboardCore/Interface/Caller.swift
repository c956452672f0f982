/// How a client reaches its plugin: what `@PluginInterface` generates is written against it, and what is written by
/// hand as well.
///
/// A value of one reference. Any number of threads and tasks may use it at once.
public struct Caller: Sendable {
    @usableFromInline let binding: CallBinding

    /// Creates a caller for an interface that the plugin offers.
    ///
    /// - Parameters:
    ///   - channel: Where the plugin is called.
    ///   - interface: What the caller expects of it.
    ///   - place: Where it has the methods.
    ///   - options: What the calls ask for.
    ///   - succession: Knows the plugin's later generations, if it is started again when it ends.
    package init(
        channel: CallChannel, interface: InterfaceDescriptor, place: InterfacePlace, options: CallOptions,
        succession: (any Succession)? = nil
    ) {
        channel.notes.adopt(interface, place)
        self.binding = CallBinding(
            channel: channel, interface: interface, place: place, options: options,
            succession: succession)
    }

    @usableFromInline
    init(_ binding: CallBinding) {
        self.binding = binding
    }

    /// Calls a method and waits for its answer on the calling thread.
    ///
    /// Costs about two transfers of a cache line between processors while the plugin polls; does not allocate, lock or
    /// enter the kernel then. While the plugin sleeps it costs a system call and a wake-up.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method: its place in the interface's list.
    ///   - byteCount: The sum of the arguments' `wireByteCount`.
    ///   - encode: Appends the arguments, in order and exactly `byteCount` bytes.
    ///   - decode: Reads the result.
    /// - Returns: The result.
    /// - Throws: An error of the plugin, as its own type if the interface declares it and as `RemoteError` otherwise;
    ///   `OutboardError` if the call failed on the way.
    @inlinable
    public func call<R>(
        _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        try call(method, byteCount: byteCount, wantsBytes: false, encode: encode, decode: decode)
    }

    /// Calls a method that returns bytes, and waits for its answer on the calling thread.
    ///
    /// Like ``call(_:byteCount:encode:decode:)``, but a result that is larger than a block is copied from shared memory
    /// to where it stays, and not by way of a buffer.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method, whose result is `[UInt8]`.
    ///   - byteCount: The sum of the arguments' `wireByteCount`.
    ///   - encode: Appends the arguments, in order and exactly `byteCount` bytes.
    /// - Returns: The result.
    /// - Throws: As ``call(_:byteCount:encode:decode:)``.
    @inlinable
    public func callForBytes(
        _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void
    ) throws -> [UInt8] {
        try call(method, byteCount: byteCount, wantsBytes: true, encode: encode) {
            (reader: inout WireReader) throws(WireError) -> [UInt8] in
            try reader.next([UInt8].self)
        }
    }

    /// Calls a method and waits for its answer; `wantsBytes` says that `decode` reads nothing but bytes.
    @inlinable @inline(__always)
    func call<R>(
        _ method: UInt16, byteCount: Int, wantsBytes: Bool, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        #if Metrics || Tracing
        let observation = CallObservation(self, method)
        do {
            // The way that serves all calls: what it costs more is little beside the observation.
            let result = try observation.caller.callLarge(
                method, byteCount: byteCount, wantsBytes: wantsBytes, encode: encode, decode: decode)
            observation.end(nil)
            return result
        } catch {
            observation.end(error)
            throw error
        }
        #else
        guard byteCount <= CallBinding.quickBytes else {
            return try callLarge(
                method, byteCount: byteCount, wantsBytes: wantsBytes, encode: encode, decode: decode)
        }
        return try unsafe withUnsafeTemporaryAllocation(byteCount: CallBinding.quickBytes, alignment: 8) { buffer in
            let words = unsafe buffer.baseAddress.unsafelyUnwrapped
            // Arguments in a record travel in whole words: nothing of this process's stack goes along with the last one.
            if byteCount > 0 {
                unsafe words.storeBytes(of: 0, toByteOffset: (byteCount &- 1) & ~7, as: UInt64.self)
            }
            var writer = unsafe WireWriter(start: words, byteCount: byteCount)
            encode(&writer)
            guard writer.isExact else { throw binding.inexact(method) }
            let answer: Answer
            do {
                answer = try unsafe binding.exchange(method, byteCount: byteCount, words, wantsBytes: wantsBytes)
            } catch {
                return try callAgain(after: error, method, byteCount: byteCount, encode: encode, decode: decode)
            }
            defer { if answer.holdsLane { binding.end(answer) } }
            return try binding.decode(answer, method: method, decode)
        }
        #endif
    }

    /// Calls a method whose arguments are too large for the caller's stack.
    @inlinable @inline(never)
    func callLarge<R>(
        _ method: UInt16, byteCount: Int, wantsBytes: Bool, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        do {
            return try callOnce(method, byteCount: byteCount, wantsBytes: wantsBytes, encode: encode, decode: decode)
        } catch {
            return try callAgain(after: error, method, byteCount: byteCount, encode: encode, decode: decode)
        }
    }

    /// Calls a method in the generation that the caller is bound to.
    @inlinable
    func callOnce<R>(
        _ method: UInt16, byteCount: Int, wantsBytes: Bool = false, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        let open = try binding.begin(method, byteCount: byteCount)
        var writer = unsafe WireWriter(start: open.payload, byteCount: byteCount)
        encode(&writer)
        guard writer.isExact else { throw binding.cancel(open) }
        let answer = try binding.finish(open, wantsBytes: wantsBytes)
        defer { binding.end(answer) }
        return try binding.decode(answer, method: method, decode)
    }

    /// Calls a method again whose generation is gone, if that is allowed and there is another one.
    @inlinable @inline(never)
    func callAgain<R>(
        after error: any Error, _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        var retry = try CallRetry(binding, method, after: error)
        while true {
            let next = try Caller(retry.nextBlocking())
            do {
                return try next.callOnce(method, byteCount: byteCount, encode: encode, decode: decode)
            } catch {
                try retry.note(error)
            }
        }
    }

    /// Calls a method and suspends the task until its answer is there.
    ///
    /// Cancelling the task ends the wait with `CancellationError`. Any number of calls may be in flight: those that the
    /// plugin has no room for wait in the host, see ``backPressure(_:)``. Costs a copy of arguments and result, and the
    /// wake-up of the host's waiting thread.
    @inlinable
    public func callAsync<R: Sendable>(
        _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) async throws -> R {
        #if Metrics || Tracing
        let observation = CallObservation(self, method)
        do {
            let result = try await observation.caller.callAsyncUnobserved(
                method, byteCount: byteCount, encode: encode, decode: decode)
            observation.end(nil)
            return result
        } catch {
            observation.end(error)
            throw error
        }
        #else
        let answer: AsyncAnswer
        do {
            answer = try await binding.callAsync(method, byteCount: byteCount, encode: encode)
        } catch {
            return try await callAgainAsync(
                after: error, method, byteCount: byteCount, encode: encode, decode: decode)
        }
        return try answer.decode(binding, method: method, decode)
        #endif
    }

    /// Like `callAgain(after:_:byteCount:encode:decode:)`, but suspends the task.
    @inlinable
    func callAgainAsync<R: Sendable>(
        after error: any Error, _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) async throws -> R {
        var retry = try CallRetry(binding, method, after: error)
        while true {
            let next = try await retry.nextSuspending()
            do {
                let answer = try await next.callAsync(method, byteCount: byteCount, encode: encode)
                return try answer.decode(next, method: method, decode)
            } catch {
                try retry.note(error)
            }
        }
    }

    /// The same caller with a deadline for each call, which also travels in the call's record.
    ///
    /// - Parameter timeout: Counts from now, once: make a new caller for each call or group of calls.
    /// - Returns: The caller.
    public func deadline(in timeout: Duration) -> Caller {
        with { $0.setDeadline(in: timeout) }
    }

    /// The same caller with a time-out for each call: for the wait for a lane, if all are in use, and for the answer.
    ///
    /// - Parameter timeout: `nil` waits for as long as the plugin lives.
    /// - Returns: The caller.
    public func timeout(_ timeout: Duration?) -> Caller {
        with { $0.setTimeout(timeout) }
    }

    /// The same caller with another answer to the question what a call does when there is no room for it.
    public func backPressure(_ backPressure: BackPressure) -> Caller {
        with { $0.backPressure = backPressure }
    }

    /// The same caller whose synchronous calls wait in another way than the plugin's options say.
    ///
    /// Concerns both sides of the lane that a call uses. A lane on which callers of different policies take turns is
    /// set anew for each, at the price of two stores; choose one policy for calls that come often.
    public func waiting(_ policy: WaitPolicy) -> Caller {
        with { $0.waiting = policy }
    }

    #if Tracing
    /// The same caller whose calls take their place in a trace along.
    func tracing(_ trace: TraceContext) -> Caller {
        with { $0.trace = trace }
    }
    #endif

    private func with(_ change: (inout CallOptions) -> Void) -> Caller {
        var options = binding.options
        change(&options)
        return Caller(binding.with(options))
    }
}
