/// How a client reaches its plugin: what `@PluginInterface` generates is written against it, and what is written by
/// hand as well.
///
/// A value of two references and the call options. Any number of threads and tasks may use it at once.
public struct Caller: Sendable {
    @usableFromInline let channel: CallChannel
    @usableFromInline let interface: InterfaceDescriptor
    @usableFromInline var options: CallOptions
    /// Methods that the plugin has; fewer than the interface when the plugin is older.
    @usableFromInline let methodCount: Int

    /// Creates a caller for an interface that the plugin offers.
    package init(channel: CallChannel, interface: InterfaceDescriptor, methodCount: Int, options: CallOptions) {
        self.channel = channel
        self.interface = interface
        self.methodCount = methodCount
        self.options = options
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
    /// - Throws: An error of the plugin, as its own type if the interface declares it and as `RemoteError` otherwise;
    ///   `OutboardError` if the call failed on the way.
    @inlinable
    public func call<R>(
        _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        guard Int(method) < methodCount else { throw missing(method) }
        let slot = try channel.begin(method, byteCount: byteCount, options: options, of: interface)
        var writer = unsafe WireWriter(start: slot.payload, byteCount: byteCount)
        encode(&writer)
        guard writer.isExact else { throw channel.cancel(slot, of: interface) }
        let answer = try channel.finish(slot, options: options, of: interface)
        defer { channel.end(slot) }
        return try channel.decode(answer, interface, method: method, decode)
    }

    /// Calls a method and suspends the task until its answer is there.
    ///
    /// Cancelling the task ends the wait with `CancellationError`. Costs a copy of arguments and result, and the
    /// wake-up of the host's waiting thread.
    @inlinable
    public func callAsync<R: Sendable>(
        _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void,
        decode: (inout WireReader) throws(WireError) -> R
    ) async throws -> R {
        guard Int(method) < methodCount else { throw missing(method) }
        let arguments = try EncodedArguments(byteCount: byteCount, encode)
        let answer = try await channel.callAsync(method, arguments, options: options, of: interface)
        return try answer.decode(interface, method: method, on: channel, decode)
    }

    /// The same caller with a deadline for each call, which also travels to the plugin's code.
    ///
    /// - Parameter timeout: Counts from now, once: make a new caller for each call or group of calls.
    public func deadline(in timeout: Duration) -> Caller {
        var copy = self
        copy.options = CallOptions(timeout: timeout.clampedNanoseconds).withDeadlineFromNow
        return copy
    }

    /// The same caller with a time-out for each call, counted from the start of the call.
    ///
    /// - Parameter timeout: `nil` waits for as long as the plugin lives.
    public func timeout(_ timeout: Duration?) -> Caller {
        var copy = self
        copy.options = CallOptions(timeout: timeout?.clampedNanoseconds)
        return copy
    }

    @usableFromInline
    func missing(_ method: UInt16) -> OutboardError {
        OutboardError(
            code: .unknownMethod,
            message: "the plugin is built against an older \(interface.name) that has no \(interface.methodName(method))")
    }
}

extension CallOptions {
    var withDeadlineFromNow: CallOptions { CallOptions(deadline: deadlineFromNow) }
}
