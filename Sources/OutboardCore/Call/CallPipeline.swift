internal import OutboardRing

/// Several calls in flight at once on one lane, from one thread.
///
/// ```swift
/// try caller.pipeline { pipeline in
///     for key in keys { try pipeline.submit(3, byteCount: key.wireByteCount) { key.encode(into: &$0) } }
///     while pipeline.inFlight > 0 { values.append(try pipeline.next { try $0.next(Value.self) }) }
/// }
/// ```
///
/// Answers come in the order in which the plugin gives them, which is the order of the calls where its methods are not
/// `async`. Not thread-safe; does not allocate for payloads up to a block.
@safe
public struct CallPipeline: ~Copyable {
    // First, because Swift 6.3 tells the thread sanitizer of a change at the address that the first field holds, and not at
    // that of the pipeline: the lane is this pipeline's alone, the binding is not.
    let lane: UnsafeMutablePointer<HostLane>
    @usableFromInline let binding: CallBinding
    /// The records that were published without a look at whether the plugin sleeps.
    private var unflushed: FlushWindow
    @usableFromInline var answeredMethod: UInt16 = 0
    /// Calls whose answers have not been taken.
    public private(set) var inFlight = 0

    init(_ caller: Caller, lane: UnsafeMutablePointer<HostLane>) {
        self.binding = caller.binding
        unsafe self.lane = lane
        self.unflushed = FlushWindow(first: unsafe lane.pointee.requests.position)
    }

    /// How many calls can be in flight.
    public var capacity: Int { unsafe lane.pointee.requests.slots }

    /// Sends a call without waiting for its answer.
    ///
    /// A plugin that polls sees it at once; one that sleeps is woken by the next `flush()` or `next(_:)`.
    ///
    /// - Parameters:
    ///   - method: The ordinal of the method.
    ///   - byteCount: The sum of the arguments' `wireByteCount`.
    ///   - encode: Appends the arguments.
    /// - Returns: The identity of the call, which `lastAnswered` repeats.
    /// - Throws: `OutboardError`, with the code `busy` when as many calls are in flight as the pipeline can hold.
    @inlinable @discardableResult
    public mutating func submit(
        _ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void
    ) throws -> UInt32 {
        let open = try begin(method, byteCount: byteCount)
        var writer = unsafe WireWriter(start: open.payload, byteCount: byteCount)
        encode(&writer)
        return try publish(open, isExact: writer.isExact)
    }

    /// Waits for an answer.
    ///
    /// - Parameter decode: Reads the result.
    /// - Returns: The result.
    /// - Throws: What the call failed with; the other calls go on, unless the plugin is gone or the deadline has passed.
    @inlinable
    public mutating func next<R>(_ decode: (inout WireReader) throws(WireError) -> R) throws -> R {
        let answer = try take()
        return try binding.decode(answer, method: answeredMethod, decode)
    }

    /// The call whose answer was taken last.
    public private(set) var lastAnswered: UInt32 = 0

    /// Makes sure that the plugin sees what has been sent.
    public mutating func flush() {
        unsafe lane.pointee.ringIfAsked(since: unflushed.first)
        unflushed.first = unsafe lane.pointee.requests.position
    }

    @usableFromInline
    func begin(_ method: UInt16, byteCount: Int) throws -> OpenCall {
        guard Int(method) < binding.methodCount else { throw binding.missing(method) }
        if byteCount <= Record.bodyBytes, binding.options.deadline == 0, binding.channel.isOpen,
            unsafe lane.pointee.hasRoom
        {
            return unsafe OpenCall(lane: lane, payload: lane.pointee.openSmall(method, byteCount))
        }
        return try unsafe binding.open(lane, method, byteCount: byteCount, isOfPipeline: true)
    }

    @usableFromInline
    mutating func publish(_ open: OpenCall, isExact: Bool) throws -> UInt32 {
        guard isExact else {
            unsafe lane.pointee.forgetOpen()
            throw OutboardError(
                code: .invalidPayload, message: "an argument encodes to another size than it announces")
        }
        if unsafe lane.pointee.openHasAttachment {
            try unsafe binding.channel.sendArguments(lane, name: binding.name)
        }
        unsafe lane.pointee.publishOpenQuietly()
        unsafe unflushed.widen(to: lane.pointee.requests.position, slots: lane.pointee.requests.slots)
        inFlight &+= 1
        return unsafe lane.pointee.openID
    }

    @usableFromInline
    mutating func take() throws -> Answer {
        guard inFlight > 0 else {
            throw OutboardError(code: .invalidConfiguration, message: "no call of the pipeline is in flight")
        }
        if unsafe lane.pointee.replies.isReady {
            let header = unsafe lane.pointee.replies.copyHeader()
            if let answer = unsafe lane.pointee.takePlainReply(header, header.callID) {
                note(answer)
                return answer
            }
        }
        return try takeSlowly()
    }

    private mutating func note(_ answer: Answer) {
        inFlight &-= 1
        lastAnswered = answer.callID
        answeredMethod = unsafe lane.pointee.answeredMethod
    }

    @inline(never)
    private mutating func takeSlowly() throws -> Answer {
        // Whatever is ready now may be the late answer of a call that was given up: it is dropped, and then this thread
        // sleeps.
        flush()
        do {
            let answer = try unsafe binding.channel.awaitAnswer(lane, nil, binding)
            note(answer)
            return answer
        } catch {
            inFlight = 0
            throw error
        }
    }
}

extension Caller {
    /// Runs a closure that keeps several calls in flight, on a lane of its own.
    ///
    /// Calls that are still in flight at its end are given up: they run in the plugin, and their answers are dropped.
    ///
    /// Belongs to the generation in which it began: when that dies its calls fail, idempotent or not. When that is replaced
    /// it goes on there, for as long as the generation may take to finish.
    public func pipeline<R>(_ body: (inout CallPipeline) throws -> R) throws -> R {
        let (binding, lane) = try unsafe self.binding.takeLaneForPipeline()
        let channel = binding.channel
        // Between its calls nobody looks for answers.
        unsafe channel.abandoned.setUnattended(lane: lane.pointee.index, true)
        var pipeline = unsafe CallPipeline(Caller(binding), lane: lane)
        defer {
            pipeline.flush()
            unsafe channel.abandonAll(lane, binding)
            unsafe channel.abandoned.setUnattended(lane: lane.pointee.index, false)
            unsafe channel.release(lane)
        }
        return try body(&pipeline)
    }
}

extension CallBinding {
    /// Takes a lane of the generation that runs.
    ///
    /// - Returns: The lane, and the binding to its generation.
    func takeLaneForPipeline() throws -> (CallBinding, UnsafeMutablePointer<HostLane>) {
        var binding = try currentBlocking(0)
        while true {
            do {
                let lane = try unsafe binding.channel.takeLane(binding, 0)
                // With the lane in hand: a generation that is being replaced waits for it from here on, or is left alone.
                if heirs == nil || binding.channel.isOpen { return unsafe (binding, lane) }
                unsafe binding.channel.release(lane)
            } catch {
                guard heirs != nil, !binding.channel.isOpen else { throw error }
            }
            binding = try currentBlocking(0)
        }
    }
}
