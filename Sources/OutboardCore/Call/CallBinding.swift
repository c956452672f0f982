internal import OutboardRing
internal import OutboardSystem

/// An interface bound to a channel: what a client's calls have in common.
@safe @usableFromInline
package final class CallBinding: Sendable {
    @usableFromInline let channel: CallChannel
    /// The channel's lanes and who has them: here as well, so that a call finds them with one load.
    nonisolated(unsafe) let lanes: UnsafeMutablePointer<HostLane>
    let pool: LanePool
    @usableFromInline let interface: InterfaceDescriptor
    /// Where the plugin has the methods; fewer than the interface when the plugin is older.
    let place: InterfacePlace
    let options: CallOptions
    /// How its calls wait.
    let policy: WaitPolicy.Value
    /// As many methods as can be called on the shortest path: none if there is a deadline to send along.
    let quickMethodCount: Int
    /// The most bytes of arguments that go the shortest path: they fit into a block, and are not too many for the options.
    let quickByteCount: Int
    /// Where calls go when the generation is gone; nil where nobody starts the plugin again.
    let heirs: Heirs?
    /// What its asynchronous calls serve to the plugin.
    let services: HostServices?
    /// In a plugin: how the host is reached, which is not called over the channel.
    let callbacks: HostCalls?
    #if Metrics
    /// What its calls tell swift-metrics.
    let meters: CallMeters
    #endif

    init(
        channel: CallChannel, interface: InterfaceDescriptor, place: InterfacePlace, options: CallOptions,
        succession: (any Succession)? = nil, like other: CallBinding? = nil, services: HostServices? = nil,
        callbacks: HostCalls? = nil
    ) {
        self.channel = channel
        unsafe self.lanes = channel.lanes
        self.pool = channel.pool
        self.interface = interface
        self.place = place
        self.options = options
        let blockBytes = channel.parts.segments.geometry.blockBytes
        self.quickByteCount = min(Self.quickBytes, channel.parts.maximumPayload, max(Record.bodyBytes, blockBytes))
        self.policy = (options.waiting ?? channel.parts.policy).value
        #if Tracing
        self.quickMethodCount = options.deadline == 0 && options.trace == nil ? place.methodCount : 0
        #else
        self.quickMethodCount = options.deadline == 0 ? place.methodCount : 0
        #endif
        #if Metrics
        self.meters = other?.meters ?? CallMeters(channel, interface)
        #endif
        self.heirs = succession.map { Heirs($0) }
        self.services = services ?? other?.services
        self.callbacks = callbacks ?? other?.callbacks
    }

    /// The same binding with other options, to the newest generation that is known.
    func with(_ options: CallOptions) -> CallBinding {
        if let heirs, !channel.isOpen, let newest = heirs.open { return newest.with(options) }
        return CallBinding(
            channel: channel, interface: interface, place: place, options: options,
            succession: heirs?.succession, like: self)
    }

    /// The binding to the generation that runs; blocks the thread until there is one.
    ///
    /// - Throws: Why there is none; nothing where nobody starts the plugin again.
    func currentBlocking(_ method: UInt16) throws -> CallBinding {
        guard heirs != nil, !channel.isOpen else { return self }
        var retry = try CallRetry(self, method, after: CallRetry.Gone())
        return try retry.nextBlocking()
    }

    /// The binding to the generation that runs, for a call that this one's did not take; nothing where there is none yet.
    func heir(afterRefusal error: any Error) -> CallBinding? {
        guard let heirs, !channel.isOpen, (error as? OutboardError)?.code == .notSent else { return nil }
        return try? heirs.next(after: self)
    }

    /// Refuses a call whose generation is gone.
    ///
    /// - Throws: What `CallRetry` understands where there are other generations.
    func checkGeneration() throws {
        if heirs != nil, !channel.isOpen { throw CallRetry.Gone() }
    }

    /// The largest argument list, in bytes.
    @usableFromInline var maximumPayload: Int { channel.parts.maximumPayload }

    /// Methods that the plugin has.
    var methodCount: Int { place.methodCount }

    /// The ordinal of a method among those of all interfaces of the plugin, which its records carry.
    func ordinal(_ method: UInt16) -> UInt16 { place.firstOrdinal &+ method }

    /// The name of a method, for messages.
    func name(_ method: UInt16) -> String { interface.methodName(method) }

    /// The error of a call of a method that the plugin does not have.
    func missing(_ method: UInt16) -> OutboardError {
        let served = place.version.map { ", \($0)," } ?? ""
        return OutboardError(
            code: .unknownMethod,
            message:
                "\(channel.parts.title) is built against an older \(interface.name)\(served) that has no \(name(method))"
        )
    }

    /// That a call has not reached the plugin, as the beginning of a sentence.
    func unsent(_ method: UInt16) -> String { "\(name(method)) was not sent to \(channel.parts.title)" }

    /// The error of a call that was not answered in time, after so many nanoseconds.
    func unanswered(_ method: UInt16, age: UInt64) -> OutboardError {
        OutboardError(
            code: .timeout,
            message: "\(name(method)) was not answered by \(channel.parts.title) within \(CallFate.describe(age: age))",
            mayHaveExecuted: true)
    }

    // MARK: A synchronous call

    /// Takes a lane and finds the place for the arguments.
    @usableFromInline
    func begin(_ method: UInt16, byteCount: Int) throws -> OpenCall {
        try checkGeneration()
        let lane = try unsafe channel.takeLane(self, method)
        do {
            return try unsafe open(lane, method, byteCount: byteCount)
        } catch {
            unsafe channel.release(lane)
            throw error
        }
    }

    /// Finds the place for the arguments of any call, on a lane that the caller holds.
    func open(
        _ lane: UnsafeMutablePointer<HostLane>, _ method: UInt16, byteCount: Int, isOneWay: Bool = false,
        isOfPipeline: Bool = false
    ) throws -> OpenCall {
        guard Int(method) < methodCount else { throw missing(method) }
        if !channel.isOpen, !(isOfPipeline && channel.letsHoldersGoOn) { throw channel.refusalError(name(method)) }
        if options.deadline != 0, MonotonicClock.now() >= options.deadline {
            throw OutboardError(
                code: .timeout, message: "\(unsent(method)): its deadline had passed already")
        }
        if unsafe !lane.pointee.hasRoom(isOneWay: isOneWay, byteCount) {
            try unsafe channel.makeRoom(lane, method, byteCount: byteCount, isOneWay: isOneWay, self)
        }
        guard unsafe lane.pointee.hasRoom else {
            throw OutboardError(
                code: .busy,
                message: "\(unsent(method)): as many calls as the lane has slots are unanswered")
        }
        unsafe lane.pointee.firstOrdinal = place.firstOrdinal
        #if Tracing
        unsafe lane.pointee.openTrace = options.trace
        #endif
        let payload = try unsafe lane.pointee.open(
            method, byteCount, isOneWay: isOneWay, deadline: options.deadline,
            maximum: channel.parts.maximumPayload)
        return unsafe OpenCall(lane: lane, payload: payload)
    }

    /// Publishes a call whose arguments are in place, and waits for its answer.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - wantsBytes: Whether the result is bytes: then it is copied once, if it is large.
    /// - Returns: The answer, which holds the lane.
    /// - Throws: `OutboardError`.
    @usableFromInline
    func finish(_ call: OpenCall, wantsBytes: Bool) throws -> Answer {
        let lane = unsafe call.lane
        do {
            unsafe lane.pointee.wantsBytes = wantsBytes
            // Inside: what is below gives the lane to others.
            defer { unsafe lane.pointee.wantsBytes = false }
            if unsafe lane.pointee.openHasAttachment { try unsafe channel.sendArguments(lane, name: name) }
            unsafe lane.pointee.publishOpen()
            return try unsafe channel.awaitAnswer(lane, lane.pointee.openID, self)
        } catch {
            unsafe channel.release(lane)
            throw error
        }
    }

    /// Gives up a call whose arguments did not have the size that was announced.
    @usableFromInline
    func cancel(_ call: OpenCall) -> OutboardError {
        let method = unsafe call.lane.pointee.openMethod
        unsafe call.lane.pointee.forgetOpen()
        unsafe channel.release(call.lane)
        return inexact(method)
    }

    /// The error of a call whose arguments do not have the size that was announced.
    @usableFromInline
    func inexact(_ method: UInt16) -> OutboardError {
        OutboardError(
            code: .invalidPayload,
            message: "an argument of \(name(method)) encodes to another size than it announces")
    }

    /// Gives back the lane that an answer holds.
    ///
    /// The answer is no longer valid.
    @usableFromInline
    func end(_ answer: Answer) {
        unsafe channel.release(channel.lanes + answer.lane)
    }

    // MARK: Answers

    /// Reads the result or the error out of an answer.
    ///
    /// An answer that does not decode ends the plugin.
    @inlinable @inline(__always)
    func decode<R>(
        _ answer: Answer, method: UInt16, _ decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        guard !answer.isError else { throw error(in: answer, method: method) }
        if answer.holdsBytes, let bytes = takeBytes(answer) as? R { return bytes }
        var reader = unsafe WireReader(start: answer.payload, byteCount: answer.byteCount)
        do throws(WireError) {
            let result = try decode(&reader)
            if reader.remaining == 0 { return result }
        } catch {
            throw malformed(error, answer, method: method)
        }
        throw malformed(WireError(code: .leftOver), answer, method: method)
    }

    /// The result of an answer that holds bytes.
    @inline(never) @usableFromInline
    func takeBytes(_ answer: Answer) -> [UInt8]? {
        let lane = unsafe channel.lanes + answer.lane
        return unsafe lane.pointee.largeBytes.take()
    }

    /// The error that an answer carries.
    @usableFromInline
    func error(in answer: Answer, method: UInt16) -> any Error {
        var reader = unsafe WireReader(start: answer.payload, byteCount: answer.byteCount)
        do throws(WireError) {
            if CallbackOutcome.isCallback(answer.ordinal) {
                throw WireError.invalidValue("it calls back where nothing is served")
            }
            let side = callbacks == nil ? "the plugin" : "the host"
            return try interface.error(answer.ordinal, method, &reader, of: side)
        } catch {
            return malformed(error, answer, method: method)
        }
    }

    /// Ends a plugin whose answer does not decode.
    @usableFromInline
    func malformed(_ error: WireError, _ answer: Answer, method: UInt16) -> OutboardError {
        channel.violate(
            ProtocolViolation("its answer does not decode: \(error)"), method: name(method), age: 0,
            mayBlock: !answer.isForTask)
    }
}
