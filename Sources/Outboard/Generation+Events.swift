internal import Glibc
internal import Logging
internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

// What the waiting thread does for a generation. Everything read here comes from a plugin that may be hostile.
extension Generation {
    /// Handles one event.
    ///
    /// - Returns: Whether asynchronous answers are left over for the next turn.
    func handle(_ source: WaitingThread.Source, lane: Int) -> Bool {
        switch source {
        case .bell:
            return bellRang()
        case .control:
            readControl()
        case .stdout:
            readOutput(.stdout)
        case .stderr:
            readOutput(.stderr)
        case .process:
            finish()
        case .stalledLane:
            channel.recover(lane)
            // Late answers are few: so none of these rings counts as useful.
            let now = MonotonicClock.now()
            let end = state.withLock { $0.lateRings.note(lane: lane, wasUseful: false, now: now) }
            if let end { watch.pauseBell(lane, .stalledLane, until: end) }
        }
        return false
    }

    /// Looks at the answers of asynchronous calls and at the log: the plugin rings one bell for both.
    ///
    /// - Returns: Whether there may be more answers.
    private func bellRang() -> Bool {
        let before = channel.tasks.progress
        let hasLogged = log?.bellRang(now: MonotonicClock.now()) ?? false
        let hasMore = channel.tasks.drain(channel)
        let wasUseful = hasLogged || hasMore || channel.tasks.progress != before
        let now = MonotonicClock.now()
        let lane = watch.laneCount - 1
        let end = state.withLock { $0.uselessRings.note(lane: lane, wasUseful: wasUseful, now: now) }
        if let end { watch.pauseBell(lane, .bell, until: end) }
        return hasMore
    }

    /// When the host's patience with the process ends, in nanoseconds of CLOCK_MONOTONIC.
    var deadline: UInt64? { state.withLock { $0.deadline?.at } }

    /// Acts on deadlines that have passed.
    ///
    /// - Returns: The next one.
    func expire(now: UInt64) -> UInt64? {
        var isOverdue = false
        let (own, signal) = state.withLock { state -> (UInt64?, Int32?) in
            guard let (deadline, reason) = state.deadline else { return (nil, nil) }
            guard deadline <= now else { return (deadline, nil) }
            if state.isKilled {
                state.deadline = nil
                isOverdue = true
                return (nil, nil)
            }
            switch state.reason {
            case nil, .stopped: state.reason = reason
            default: break
            }
            if reason.beginsWithTermination, !state.isTerminated {
                state.isTerminated = true
                let last = now.addingClamped(options.terminationGrace.clampedNanoseconds)
                state.deadline = (last, reason)
                return (last, SIGTERM)
            }
            state.expectEnd(reason, now: now)
            return (state.deadline?.at, SIGKILL)
        }
        if let signal { _ = link.process.send(signal: signal) }
        if isOverdue { goOnWithout() }
        let calls = channel.tasks.expire(now: now)
        if let report = channel.lookForStuckCalls(now: now) { act(on: report) }
        log?.expire(now: now)
        resumeOutput()
        var next = min(min(own ?? .max, calls ?? .max), min(channel.nextStuckLook ?? .max, log?.nextLook ?? .max))
        next = min(next, min(expireInstances(now: now), expireLoans(now: now)))
        return next == .max ? nil : next
    }

    /// Says, and does what the options say, about a plugin that goes on with calls that nobody waits for.
    private func act(on report: StuckReport) {
        let others = report.others == 0 ? "" : ", and \(report.others) more calls that their callers gave up"
        LogDelivery.shared.note(.warning, "\(title) is \(report.oldest)\(others)", to: logger)
        if report.isOverdue { kill(.stuck(report.oldest)) }
    }

    // MARK: Control

    private func readControl() {
        let buffer = unsafe watch.scratch
        // A plugin sends one message in its life. The bound keeps one that sends more from occupying the thread.
        for _ in 0..<4 {
            do throws(Errno) {
                let received = try unsafe link.control.receive(
                    into: buffer, acceptingDescriptor: false, blocking: false)
                if received.byteCount == 0 {
                    watch.unwatch(link.control.raw)
                    // The process may be on its way out; its exit tells more. One that stays is killed.
                    hangUp()
                    return
                }
                let packet = unsafe Array(buffer.prefix(received.byteCount))
                receive(received.isTruncated ? nil : ControlMessage(packet: packet))
            } catch {
                if error != .wouldBlock && error != .interrupted {
                    watch.unwatch(link.control.raw)
                    hangUp()
                }
                return
            }
        }
    }

    /// How long the process may stay when its control socket is closed.
    ///
    /// It ends in a moment, but that is a long one where the machine is busy, or there is much memory to give back.
    static let hangUpGrace = Duration.seconds(1)

    private func hangUp() {
        // An exiting process closes its socket a moment before it can be reaped, and its exit status tells more.
        let (phase, reason) = state.withLock { ($0.phase, $0.deadline?.reason) }
        if case .stopping = phase { return }
        // Told again: the deadline stays.
        if case .hungUp = reason { return }
        setDeadline(in: Self.hangUpGrace, .hungUp)
    }

    private func receive(_ message: ControlMessage?) {
        if let message, message.kind == .instance, let answer = try? NumberedAnswer(wireBytes: message.payload),
            noteAnswer(answer)
        {
            return
        }
        if let message, message.kind == .borrowed, let answer = try? NumberedAnswer(wireBytes: message.payload),
            noteBorrowed(answer)
        {
            return
        }
        if let message, message.kind == .prepared, let refusal = try? String(wireBytes: message.payload),
            notePrepared(refusal)
        {
            return
        }
        guard case .starting = state.withLock({ $0.phase }), let message else {
            kill(.violated(ProtocolViolation("it sent a control message that has no place in the protocol")))
            return
        }
        do throws(WireError) {
            switch message.kind {
            case .welcome: welcome(try Welcome.read(message.payload))
            case .refuse: kill(.refused(ForeignText.plain(try String(wireBytes: message.payload))))
            default: kill(.violated(ProtocolViolation("it sent a control message of an unknown type")))
            }
        } catch {
            kill(.violated(ProtocolViolation("its handshake does not decode: \(error)")))
        }
    }

    private func welcome(_ welcome: Welcome) {
        guard welcome.abiVersion == Welcome.ownABIVersion else {
            kill(.incompatible(.versions(host: Welcome.ownABIVersion, plugin: welcome.abiVersion)))
            return
        }
        if let reason = lackOfReadyCalls {
            kill(.untightened(reason))
            return
        }
        channel.adopt(WantedInterfaces(welcome.hostInterfaces))
        let isReady = state.withLock { state in
            // One that is being killed, for what it said before, does not come up after all.
            guard case .starting = state.phase, state.reason == nil else { return false }
            state.phase = .ready(welcome)
            state.stdoutFlow.endStart()
            state.stderrFlow.endStart()
            if !state.isKilled { state.deadline = nil }
            return true
        }
        guard isReady else { return }
        watchHealth()
        LogDelivery.shared.note(.debug, "\(title) is ready", to: logger)
        let (title, logger) = (title, logger)
        let (policy, backend, reason) = (options.waiting, watch.backend, watch.backendReason)
        WaitCalibration.whenKnown { calibration in
            let report = WaitReport(
                policy: policy, calibration: calibration, backend: backend, backendReason: reason)
            LogDelivery.shared.note(.debug, "\(title): calls wait \(report)", to: logger)
        }
        started.fulfil(nil)
    }

    // MARK: The end

    /// Collects the process, if it has ended, and tells everybody.
    func finish() {
        guard link.process.isReadable else { return }
        // Before the process is reaped: older kernels only know its group by a number that is free afterwards.
        link.process.killGroup()
        // Readable and not to be reaped: a tracer holds it. It is dead all the same.
        conclude(link.process.reap() ?? .unknown, isLeftBehind: false)
    }

    /// Tells everybody who waits for anything that the plugin is gone.
    ///
    /// - Parameters:
    ///   - status: How its process ended.
    ///   - isLeftBehind: Whether it was killed and has not ended.
    func conclude(_ status: ExitStatus, isLeftBehind: Bool) {
        // Its last words are in the pipes and in the log ring. Children that still hold the pipes do not delay anything:
        // these reads never wait.
        readLastOutput()
        log?.finish()
        readLastControl()
        let (reason, wasStarting, tail) = state.withLock { state -> (EndReason?, Bool, [String]) in
            var wasStarting = false
            if case .starting = state.phase { wasStarting = true }
            state.phase = .ended
            state.deadline = nil
            return (state.reason, wasStarting, state.stderr.summary)
        }
        watch.end(link)
        // What the plugin published before it died still counts. Bounded: no more calls are in flight than a ring has slots.
        while channel.tasks.drain(channel) {}
        var memoryKills = 0
        var passedMemoryLimit: Int?
        // Files are read only where that may tell something.
        if case .signaled(signal: SIGKILL, coreDumped: _) = status, reason == nil {
            memoryKills = memoryKillsSince
            passedMemoryLimit = ownMemoryLimitPassed
        }
        var report = EndReport(
            title: title, path: path, status: status, reason: link.noticedViolation.map { .violated($0) } ?? reason,
            tail: tail, callsInFlight: channel.callsInFlight(limit: 100, now: MonotonicClock.now()),
            memoryKills: memoryKills, passedMemoryLimit: passedMemoryLimit, isChild: link.process.isChild,
            isLeftBehind: isLeftBehind)
        let sandbox = link.sandboxReport
        report.refusedCapabilities = sandbox.refusedCapabilities
        report.hasFewCalls = sandbox.applied.contains(.readyCalls)
        self.report.withLock { $0 = report }
        claimedCalls.withLock { $0 = channel.claimedCalls() }
        if wasStarting || started.value == nil { started.fulfil(report.startError) }
        channel.close(report.fate)
        failInstances(report.fate)
        failLoans(report.fate)
        // Who started it is told of a start that failed. Before a supervisor says what it does about the end.
        let wasReady = started.value.map { $0 == nil } ?? false
        LogDelivery.shared.note(wasReady || isLeftBehind ? report.level : .debug, report.note, to: logger)
        ended.fulfil(report.fate)
        Self.collectEnclosure(link, watch)
    }

    /// A plugin that refuses to start says so and exits: the message may still be unread.
    private func readLastControl() {
        if case .starting = state.withLock({ $0.phase }) { readControl() }
    }
}
