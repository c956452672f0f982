internal import Glibc
internal import Logging
internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem
internal import Synchronization

/// One start of a plugin process: its descriptors, its channel, and how it ends.
///
/// Started on the launch thread, then driven by the waiting thread; the host's threads only read from it, ask it to stop
/// and wait.
final class Generation: Sendable {
    /// Where a generation stands.
    enum Phase {
        /// Launched; the handshake is not over. Becomes `ready` or `ended`.
        case starting
        /// Can be called. Becomes `stopping` or `ended`.
        case ready(Welcome)
        /// Was asked to end. Becomes `ended`.
        case stopping
        /// The process is gone.
        case ended
    }

    /// Where a generation stands on its way to another host.
    enum HandoverStep {
        /// It stays here.
        case none
        /// It was asked to prepare, and has not answered yet, be it that nobody waits for that any more. The text says why it
        /// cannot, or is empty.
        case asked(Completion<String>)
        /// It is prepared, and its calls are over soon.
        case leaving
    }

    struct State {
        var phase = Phase.starting
        /// Why the host kills the process, or the plugin refused; tells more than the exit status.
        var reason: EndReason?
        /// When the host's patience ends, in nanoseconds of CLOCK_MONOTONIC, and what the process is killed for then.
        var deadline: (at: UInt64, reason: EndReason)?
        /// Whether it was told to end by a signal, after it did not when it was told by a message.
        var isTerminated = false
        /// Whether it was killed: the deadline is the moment from which on nobody waits for its end any more.
        var isKilled = false
        /// Which output is not read at present, because too much of it waits for its handler.
        var paused: [PluginStream] = []
        var stdout = OutputLines()
        var stderr = OutputLines()
        /// Where it is on its way to another host.
        var handover = HandoverStep.none
        /// Rings of the lane of tasks that were for nothing.
        var uselessRings = UselessRings()
        /// Rings of lanes whose callers gave up.
        var lateRings = UselessRings()
        /// How much it prints and how much of that is dropped.
        var stdoutFlow = OutputFlow()
        var stderrFlow = OutputFlow()
    }

    let name: String
    let path: String
    let link: ProcessLink
    let channel: CallChannel
    let options: PluginOptions
    let logger: Logger
    let state = Locked(State())
    /// Fulfilled when the handshake is over, one way or the other.
    let started = Completion<OutboardError?>()
    /// Fulfilled when the process is gone.
    let ended = Completion<CallFate>()
    let watch: GenerationWatch
    /// The shared memory; here because the log ring is in it.
    let segments: SegmentPair
    /// Takes the plugin's log records; nothing if there is no log ring.
    let log: LogIntake?
    /// What of the plugin's output waits for its handler.
    let outputBudget: DeliveryBudget
    /// How it ended, once it has: before `ended` is fulfilled.
    let report = Locked<EndReport?>(nil)
    /// The number of the level that the plugin is to log at least; what H says is never read back.
    private let wantedLevel: Atomic<UInt32>
    /// The further instances of the plugin.
    let instances = Locked(InstanceTable())
    /// When to look at them, in nanoseconds of CLOCK_MONOTONIC, the largest number for never.
    let instanceDeadline = Atomic<UInt64>(.max)
    /// The buffers that the plugin has been lent.
    let loans = Locked(LoanTable())
    /// When to look at them, in nanoseconds of CLOCK_MONOTONIC, the largest number for never.
    let loanDeadline = Atomic<UInt64>(.max)
    /// What the plugin said it was running when it ended.
    let claimedCalls = Locked<[String]>([])
    /// How often the kernel had killed for want of memory when it was launched.
    private let memoryKills = MemoryKills.nearby.count
    /// In nanoseconds of CLOCK_MONOTONIC.
    let launchedAt = MonotonicClock.now()

    /// Adopts a launched process.
    init(
        name: String, path: String, link: ProcessLink, channel: CallChannel, options: PluginOptions,
        watch: GenerationWatch, segments: SegmentPair
    ) {
        self.name = name
        self.path = path
        self.link = link
        self.channel = channel
        self.options = options
        self.watch = watch
        let logger = options.logger(ofPlugin: name, link.process.pid)
        self.logger = logger
        self.segments = segments
        self.wantedLevel = Atomic(RecordLogger.number(options.logLevel ?? options.logger.logLevel))
        self.outputBudget =
            options.outputHandler == nil
            ? DeliveryBudget(limit: OutputFlow.startBytes) : DeliveryBudget { watch.wake() }
        self.log = Self.intake(segments, link, logger, Self.title(name, link.process.pid)) { watch.wake() }
        if let inheritance = link.inheritance { inherit(inheritance) }
    }

    /// What takes the plugin's log records.
    private static func intake(
        _ segments: SegmentPair, _ link: ProcessLink, _ logger: Logger, _ title: String,
        _ roomAgain: @escaping @Sendable () -> Void
    ) -> LogIntake? {
        guard segments.geometry.logBytes > 0 else { return nil }
        let budget = DeliveryBudget(roomAgain: roomAgain)
        let records = RecordLogger(logger: logger) { link.violated($0) }
        return LogIntake(
            segments.pluginLog, own: segments.hostLog.control, budget: budget,
            delivery: LogIntake.Delivery(
                frames: { frames in
                    LogDelivery.shared.run {
                        records.log(frames)
                        budget.give(frames.count)
                    }
                },
                dropped: { count in
                    LogDelivery.shared.run {
                        logger.warning(
                            "\(count) log records of \(title) were dropped: they came faster than they were taken")
                    }
                },
                violated: { link.violated($0) }))
    }

    /// The lowest level that the plugin is to log.
    var logLevel: Logger.Level {
        get { RecordLogger.level(UInt8(truncatingIfNeeded: wantedLevel.load(ordering: .relaxed))) }
        set {
            let number = RecordLogger.number(newValue)
            wantedLevel.store(number, ordering: .relaxed)
            segments.hostLog.control.level = number
        }
    }

    /// The process id, for people: the host itself only uses the pidfd.
    var processID: Int32 { link.process.pid }

    /// Whether the process is gone.
    var isOver: Bool {
        state.withLock { state in
            if case .ended = state.phase { return true }
            return false
        }
    }

    /// What it serves, while it can be called.
    var welcome: Welcome? {
        state.withLock { state in
            if case .ready(let welcome) = state.phase { return welcome }
            return nil
        }
    }

    /// How often the kernel has killed for want of memory since it was launched.
    var memoryKillsSince: Int {
        guard let memoryKills, let now = MemoryKills.nearby.count else { return 0 }
        return now &- memoryKills
    }

    /// How it is called in messages.
    var title: String { Self.title(name, processID) }

    /// How a plugin is called in messages.
    static func title(_ name: String, _ processID: Int32) -> String { "plugin \(name) (pid \(processID))" }

    /// Lets the waiting thread drive the generation from here on.
    func startWatch() throws {
        setDeadline(in: options.startTimeout, .startTimeout(options.startTimeout))
        try watch.start(self)
        watchUsage()
    }

    /// Has the process killed if it is still there after a while.
    func setDeadline(in patience: Duration, _ reason: EndReason) {
        let deadline = MonotonicClock.now().addingClamped(patience.clampedNanoseconds)
        state.withLock { state in
            // One that was killed has its last one.
            if !state.isKilled { state.deadline = (deadline, reason) }
        }
    }

    /// Kills the process for a reason that its callers get to read.
    ///
    /// Returns at once.
    func kill(_ reason: EndReason) {
        let isOver = state.withLock { state in
            // Gone, or another host's.
            if case .ended = state.phase { return true }
            if state.reason == nil { state.reason = reason }
            state.expectEnd(reason, now: MonotonicClock.now())
            return false
        }
        guard !isOver else { return }
        _ = link.process.send(signal: SIGKILL)
        watch.wake()
    }

    /// Has new calls fail, because the host stops the plugin.
    func refuseNewCalls() {
        channel.refuseNewCalls(CallFate(code: .lost, message: "\(title) was stopped by the host"))
    }

    /// Asks the plugin to finish and exit, and sees to it that it does within the grace period.
    ///
    /// Returns at once.
    func stop() {
        let mustSend = state.withLock { state -> Bool in
            switch state.phase {
            case .stopping, .ended: return false
            case .starting, .ready: break
            }
            state.phase = .stopping
            if state.reason == nil { state.reason = .stopped }
            return true
        }
        guard mustSend else { return }
        setDeadline(in: options.stopGrace, .stopTimeout(options.stopGrace))
        refuseNewCalls()
        do {
            try link.control.send(ControlMessage(kind: .shutdown), blocking: false)
        } catch {
            // It does not read, or is gone: nothing to wait for.
            _ = link.process.send(signal: SIGKILL)
        }
        watch.wake()
    }
}
