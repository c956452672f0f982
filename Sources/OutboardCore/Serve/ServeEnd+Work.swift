internal import OutboardRing
internal import OutboardSystem
internal import Synchronization

extension ServeEnd {
    /// The life of a worker.
    func work(lane index: Int) {
        let lane = unsafe lanes + index
        // For methods that ask for their call: said once, so that the others pay nothing.
        unsafe ServedLane.current = lane
        defer { unsafe ServedLane.current = nil }
        while !isStopping.load(ordering: .relaxed) {
            if let stampedCall = unsafe lane.pointee.requests.pollForCall(lane.pointee.eagerPolls) {
                unsafe serve(lane, RecordHeader(stampedCall: stampedCall, word: lane.pointee.requests.headerWord))
            } else {
                unsafe waitSlowly(lane)
            }
        }
        unsafe finish(lane)
    }

    /// Runs what was published before the stop: nobody else tells the senders of one-way calls that they were lost.
    @inline(never)
    private func finish(_ lane: UnsafeMutablePointer<RequestLane>) {
        while unsafe lane.pointee.requests.isReady { unsafe serve(lane, lane.pointee.requests.header) }
    }

    /// Takes the next record, whose header has been read, and runs it.
    @inline(__always)
    private func serve(_ lane: UnsafeMutablePointer<RequestLane>, _ header: RecordHeader) {
        let port = unsafe ReplyPort(
            lane: lane.pointee.replies, callID: header.callID, taken: lane.pointee.requests.position &+ 1)
        let arguments: UnsafeRawPointer
        if header.isPlainCall {
            unsafe arguments = lane.pointee.requests.body
        } else if header.isPlainBlockCall {
            unsafe arguments = lane.pointee.requests.block
        } else {
            return unsafe serveSlowly(lane, header, port)
        }
        // With a call behind this one, its reply's line is fetched now: the reply is followed by a fence, which would
        // otherwise wait for the line.
        if unsafe lane.pointee.requests.isFollowed { unsafe lane.pointee.prefetchReplies() }
        unsafe run(lane, header, port, arguments, Int(header.length))
    }

    /// Runs a call that is not wholly inside its record, or has optional fields.
    @inline(never)
    private func serveSlowly(
        _ lane: UnsafeMutablePointer<RequestLane>, _ header: RecordHeader, _ port: ReplyPort
    ) {
        guard header.kind == .call || header.kind == .oneWay || header.kind == .callbackReply else {
            // Kinds of later versions that need no answer.
            unsafe pass(lane)
            return
        }
        let optionalBytes = header.optionalBytes ?? 0
        let length = Int(header.length)
        switch header.payloadClass {
        case .inline:
            unsafe runEither(lane, header, port, lane.pointee.requests.body + optionalBytes, length)
        case .block:
            unsafe runEither(lane, header, port, lane.pointee.requests.block, length)
        default:
            unsafe runLarge(lane, header, port, optionalBytes)
        }
    }

    private func runEither(
        _ lane: UnsafeMutablePointer<RequestLane>, _ header: RecordHeader, _ port: ReplyPort,
        _ arguments: UnsafeRawPointer, _ byteCount: Int
    ) {
        switch header.kind {
        case .oneWay: unsafe runOneWay(lane, header, port, arguments, byteCount)
        case .callbackReply: unsafe goOn(lane, header, port, arguments, byteCount)
        default: unsafe run(lane, header, port, arguments, byteCount)
        }
    }

    /// Moves past a request that is not run, and counts it as taken.
    @inline(__always)
    private func pass(_ lane: UnsafeMutablePointer<RequestLane>) {
        unsafe lane.pointee.requests.advance()
        unsafe lane.pointee.own.taken = lane.pointee.requests.position
    }

    @inline(__always)
    private func run(
        _ lane: UnsafeMutablePointer<RequestLane>, _ header: RecordHeader, _ port: ReplyPort,
        _ arguments: UnsafeRawPointer, _ byteCount: Int
    ) {
        unsafe lane.pointee.own.beginCall(id: header.callID, method: header.method)
        // Its answer counts it as taken: until then arguments and context are read where they lie.
        unsafe lane.pointee.requests.advance()
        var call = unsafe IncomingCall(
            method: header.method, port: port, arguments: arguments, byteCount: byteCount, end: self)
        #if Tracing
        unsafe dispatchTraced(lane, header, &call)
        #else
        parts.dispatch(&call)
        #endif
        if !call.isAnswered { port.send(undecodable: .invalidValue("the dispatcher did not answer the call")) }
        unsafe lane.pointee.own.endCall()
    }

    /// Runs a call whose arguments lie in the bulk area or in an attachment.
    @inline(never)
    private func runLarge(
        _ lane: UnsafeMutablePointer<RequestLane>, _ header: RecordHeader, _ port: ReplyPort, _ optionalBytes: Int
    ) {
        let length = unsafe (lane.pointee.requests.body + optionalBytes).loadUnaligned(as: UInt64.self)
        let byteCount = Int(truncatingIfNeeded: length)
        if header.payloadClass == .bulk {
            unsafe runEither(lane, header, port, lane.pointee.bulkIn, min(byteCount, lane.pointee.bulkByteCount))
            return
        }
        let message = AttachmentMessage(
            lane: UInt32(truncatingIfNeeded: unsafe lane.pointee.index), callID: header.callID, purpose: .arguments)
        guard let attachment = attachments.take(message), attachment.byteCount >= byteCount,
            let mapping = try? attachment.mapFilled()
        else {
            unsafe pass(lane)
            let error = WireError(code: .truncated, detail: "the attachment of the call")
            if header.kind == .oneWay {
                failures.note(parts.served.methodName(header.method), error)
                unsafe tellOfSpace(lane)
            } else {
                port.send(undecodable: error)
            }
            return
        }
        unsafe runEither(lane, header, port, UnsafeRawPointer(mapping.base), byteCount)
        _ = consume mapping
    }

    /// Polls on with an eye on the clock, then sleeps until the bell: arm, fence, look again, park.
    @inline(never)
    private func waitSlowly(_ lane: UnsafeMutablePointer<RequestLane>) {
        // What the host wants of this lane at the moment.
        let runOn = unsafe lane.pointee.peer.runOn
        let spinNanoseconds = SpinGate.isOpen && runOn == 0 ? unsafe lane.pointee.peer.pollNanoseconds : 0
        unsafe lane.pointee.eagerPolls = spinNanoseconds > 0 ? Spin.pollsOfTwoMicroseconds : 1
        if spinNanoseconds > 0, SpinGate.enter() {
            defer { SpinGate.leave() }
            let began = MonotonicClock.now()
            repeat {
                for _ in 0..<200 {
                    if unsafe lane.pointee.requests.isReady { return }
                    Spin.pause()
                }
                // The host may have changed its mind: a worker that polls without end would not hear of it otherwise.
            } while unsafe !isStopping.load(ordering: .relaxed)
                && MonotonicClock.now() - began < lane.pointee.peer.pollNanoseconds
        }
        unsafe lane.pointee.own.arm(at: lane.pointee.requests.position)
        if unsafe !lane.pointee.requests.isReady, !isStopping.load(ordering: .sequentiallyConsistent) {
            unsafe lane.pointee.own.countPark()
            unsafe lane.pointee.own.setParked(true)
            // The end of the host is told once, perhaps before this process has decided what follows from it.
            let patience: UInt64? = unsafe lane.pointee.isHostGone ? 10_000_000 : nil
            let token: Int32
            if runOn == 0 {
                token = unsafe Epoll.park(lane.pointee.waits, timeoutNanoseconds: patience)
            } else {
                // Where its caller sleeps; free to go before the plugin's code runs.
                let waits = unsafe lane.pointee.waits
                token = unsafe lane.pointee.stay.stay(on: Int32(truncatingIfNeeded: runOn) &- 1) {
                    Epoll.park(waits, timeoutNanoseconds: patience)
                }
            }
            if token == Int32(truncatingIfNeeded: LaneBells.endToken) { unsafe lane.pointee.isHostGone = true }
            unsafe lane.pointee.own.setParked(false)
        }
    }
}
