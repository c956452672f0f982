internal import OutboardRing
internal import Synchronization

/// A call on its way into the plugin's code.
///
/// A dispatcher looks at `method` and hands the call over with exactly one of the methods below. Lives only while
/// `InterfaceDispatcher.dispatch(_:)` runs, on one thread.
@safe
public struct IncomingCall: ~Copyable {
    /// The ordinal of the method in its interface.
    public private(set) var method: UInt16
    /// The ordinal of the interface's first method among those of all interfaces.
    @usableFromInline private(set) var firstOrdinal: UInt16 = 0
    /// Sends the outcome.
    @usableFromInline let port: ReplyPort
    @usableFromInline let arguments: UnsafeRawPointer
    @usableFromInline let byteCount: Int
    // Outlives every call: its worker holds it. A strong reference would cost two atomic operations for each call.
    unowned(unsafe) let end: ServeEnd
    /// Whether it has been answered, or wants no answer.
    @usableFromInline var isAnswered: Bool

    init(
        method: UInt16, port: ReplyPort, arguments: UnsafeRawPointer, byteCount: Int, end: ServeEnd,
        isOneWay: Bool = false
    ) {
        self.method = method
        self.port = port
        unsafe self.arguments = arguments
        self.byteCount = byteCount
        unsafe self.end = end
        self.isAnswered = isOneWay
    }

    /// Runs the method and replies with what it returns or throws.
    ///
    /// - Parameter body: Decodes the arguments and calls the implementation.
    @inlinable @inline(__always)
    public mutating func reply<R: WireValue>(_ body: (inout WireReader) throws -> R) {
        isAnswered = true
        var reader = unsafe WireReader(start: arguments, byteCount: byteCount)
        do {
            port.send(try body(&reader))
        } catch {
            fail(error)
        }
    }

    /// Runs a method without a result.
    @inlinable @inline(__always)
    public mutating func replyVoid(_ body: (inout WireReader) throws -> Void) {
        isAnswered = true
        var reader = unsafe WireReader(start: arguments, byteCount: byteCount)
        do {
            try body(&reader)
            port.sendDone()
        } catch {
            fail(error)
        }
    }

    /// Runs an asynchronous method and replies when it ends.
    ///
    /// - Parameter body: Decodes the arguments and returns the rest of the work, which starts on this thread and goes
    ///   on as a task after its first suspension.
    @inlinable
    public mutating func replyAsync<R: WireValue>(
        _ body: (inout WireReader) throws(WireError) -> (@Sendable () async throws -> R)
    ) {
        isAnswered = true
        var reader = unsafe WireReader(start: arguments, byteCount: byteCount)
        do throws(WireError) {
            let work = try body(&reader)
            let ordinal = self.ordinal
            start { call in
                do {
                    let result = try await work()
                    await call.finish()?.send(result)
                } catch {
                    await call.finish()?.send(error: error, ordinal: ordinal)
                }
            }
        } catch {
            port.send(undecodable: error)
        }
    }

    /// Runs an asynchronous method without a result.
    @inlinable
    public mutating func replyVoidAsync(
        _ body: (inout WireReader) throws(WireError) -> (@Sendable () async throws -> Void)
    ) {
        isAnswered = true
        var reader = unsafe WireReader(start: arguments, byteCount: byteCount)
        do throws(WireError) {
            let work = try body(&reader)
            let ordinal = self.ordinal
            start { call in
                do {
                    try await work()
                    await call.finish()?.sendDone()
                } catch {
                    await call.finish()?.send(error: error, ordinal: ordinal)
                }
            }
        } catch {
            port.send(undecodable: error)
        }
    }

    /// Runs a one-way method.
    ///
    /// What it throws goes to stderr, and so to the host's log. A caller that waits all the same gets an answer.
    ///
    /// - Parameter body: Decodes the arguments and calls the implementation.
    @inlinable
    public mutating func runOneWay(_ body: (inout WireReader) throws -> Void) {
        guard isAnswered else { return replyVoid(body) }
        var reader = unsafe WireReader(start: arguments, byteCount: byteCount)
        do {
            try body(&reader)
        } catch {
            noteFailure(error)
        }
    }

    /// Runs an asynchronous one-way method.
    ///
    /// - Parameter body: Decodes the arguments and returns the rest of the work, as for `replyVoidAsync(_:)`.
    @inlinable
    public mutating func runOneWayAsync(
        _ body: (inout WireReader) throws(WireError) -> (@Sendable () async throws -> Void)
    ) {
        guard isAnswered else { return replyVoidAsync(body) }
        var reader = unsafe WireReader(start: arguments, byteCount: byteCount)
        do throws(WireError) {
            startOneWay(try body(&reader))
        } catch {
            noteFailure(error)
        }
    }

    /// The ordinal of the method among those of all interfaces, as the record has it.
    @usableFromInline var ordinal: UInt16 { firstOrdinal &+ method }

    /// Leaves the methods of an interface behind, for the dispatcher of the next one.
    ///
    /// - Parameter count: How many methods that interface has.
    public mutating func passOver(_ count: UInt16) {
        firstOrdinal &+= count
        method &-= count
    }

    /// Leaves the call without an answer, as a plugin that forgets it would.
    mutating func leaveUnanswered() { isAnswered = true }

    /// Says that the interface has no such method, or hands the call to the instance of the plugin that has.
    ///
    /// Where a dispatcher ends that does not know the method. So the calls of a plugin that is only itself never look
    /// whether there are other instances.
    public mutating func rejectUnknownMethod() {
        if handOver() { return }
        // A one-way call, whose instance has ended.
        if isAnswered { return noteFailure(WireError.invalidValue("there is no such method")) }
        isAnswered = true
        port.sendUnknownMethod(ordinal: ordinal)
    }

    /// Runs a call of another instance.
    ///
    /// - Returns: Whether there is that instance.
    private mutating func handOver() -> Bool {
        let end = unsafe self.end
        let (count, ordinal) = (end.parts.served.methodCount, Int(self.ordinal))
        guard count > 0, ordinal >= count, let instance = end.instances.enter(number: ordinal / count) else {
            return false
        }
        defer { instance.leave() }
        firstOrdinal = 0
        method = UInt16(truncatingIfNeeded: ordinal % count)
        let lane = unsafe end.lanes + port.lane.pointee.index
        unsafe lane.pointee.instance = instance
        instance.dispatch(&self)
        unsafe lane.pointee.instance = nil
        return true
    }

    /// Replies with what a closure threw that decodes and runs: an error of the wire is the decoding's.
    @usableFromInline @inline(never)
    func fail(_ error: any Error) {
        if let error = error as? WireError {
            port.send(undecodable: error)
        } else {
            port.send(error: error, ordinal: ordinal)
        }
    }

    /// Starts the task of an asynchronous call, on this thread; in a host, leaves the rest to the task that serves.
    @usableFromInline
    func start(_ work: @escaping @Sendable (TaskCall) async -> Void) {
        let end = unsafe self.end
        if let service = end.parts.service { return service.hold(work) }
        let lane = unsafe end.lanes + port.lane.pointee.index
        let call = TaskCall(
            end, unsafe lane.pointee.tasks, port.counted,
            isServed: unsafe lane.pointee.requests.passedHeader.flags & RecordHeader.servesFlag != 0,
            unsafe lane.pointee.instance)
        let context = unsafe lane.pointee.runningCall(call)
        port.count()
        end.tasks.add(1, ordering: .relaxed)
        #if Tracing
        let span = ServedSpan.current
        span?.enter()
        Task.immediate {
            await call.run(context) { await work(call) }
            span?.leave()
        }
        #else
        Task.immediate { await call.run(context) { await work(call) } }
        #endif
    }

    /// Starts the task of an asynchronous one-way call, on this thread.
    ///
    /// Nobody bounds such calls but this: the thread waits while as many of the lane's tasks run as the ring has slots.
    @usableFromInline
    func startOneWay(_ work: @escaping @Sendable () async throws -> Void) {
        let end = unsafe self.end
        let lane = unsafe end.lanes + port.lane.pointee.index
        let context = unsafe lane.pointee.runningCall()
        let tasks = unsafe lane.pointee.oneWayTasks
        let ordinal = self.ordinal
        let instance = unsafe lane.pointee.instance
        instance?.enter()
        tasks.enter()
        end.tasks.add(1, ordering: .relaxed)
        #if Tracing
        let span = ServedSpan.current
        span?.enter()
        #endif
        Task.immediate {
            #if Tracing
            defer { span?.leave() }
            #endif
            do {
                try await CallContext.$ofTask.withValue(context) { try await work() }
            } catch {
                #if Tracing
                span?.fail(error)
                #endif
                end.failures.note(end.parts.served.methodName(ordinal), error)
            }
            instance?.leave()
            end.tasks.subtract(1, ordering: .releasing)
            tasks.leave()
        }
    }

    /// Tells of what a one-way method threw.
    @usableFromInline @inline(never)
    func noteFailure(_ error: any Error) {
        #if Tracing
        ServedSpan.current?.fail(error)
        #endif
        let end = unsafe self.end
        end.failures.note(end.parts.served.methodName(ordinal), error)
    }
}
