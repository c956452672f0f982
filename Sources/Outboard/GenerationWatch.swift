internal import OutboardCore
internal import OutboardSystem
internal import Synchronization

/// What the waiting thread watches for one generation.
final class GenerationWatch: Sendable {
    private let waiting: WaitingThread
    private let bells: [LaneBells]
    /// Until when the bells of lanes are not watched, in nanoseconds of CLOCK_MONOTONIC.
    private let pauses = Locked<[Int: UInt64]>([:])
    /// Lanes with callers that gave up, whose bells are watched for late answers.
    private let stalled = Locked<Set<Int>>([])
    /// The number of the generation at the waiting thread; 0 before it is added and after it is removed.
    private let id = Atomic<UInt64>(0)

    init(_ waiting: WaitingThread, _ bells: [LaneBells]) {
        self.waiting = waiting
        self.bells = bells
    }

    /// What is waited with.
    var backend: WaitBackend { waiting.backend }
    /// Why, as a sentence.
    var backendReason: String { waiting.backendReason }

    /// 64 KiB for the waiting thread to read into; on that thread alone.
    var scratch: UnsafeMutableRawBufferPointer { unsafe waiting.scratch }

    /// How many lanes there are.
    var laneCount: Int { bells.count }

    /// Begins to watch.
    func start(_ generation: Generation) throws {
        let id = waiting.add(generation)
        self.id.store(id, ordering: .releasing)
        let link = generation.link
        try waiting.watch(link.stdout.raw, .input, id: id, .stdout)
        try waiting.watch(link.stderr.raw, .input, id: id, .stderr)
        try waiting.watch(link.control.raw, [.input, .hangUp], id: id, .control)
        // The last lane carries the asynchronous calls.
        if let last = bells.last { try waiting.watch(last.toHost.raw, [.input, .edge], id: id, .bell) }
        try waiting.watch(link.process.raw, .input, id: id, .process)
        waiting.wake()
    }

    /// Begins or ends to watch the bell of a lane whose caller gave up.
    func stalledLane(_ lane: Int, _ isStalled: Bool) {
        let id = self.id.load(ordering: .acquiring)
        guard id != 0, lane < bells.count else { return }
        if isStalled {
            stalled.withLock { _ = $0.insert(lane) }
            // It is watched when its pause is over: a plugin that made it pause is not to end that.
            if pauses.withLock({ $0[lane] }) ?? 0 > MonotonicClock.now() { return }
            // Fails if it is watched already, which is as good.
            try? waiting.watch(bells[lane].toHost.raw, [.input, .edge], id: id, .stalledLane, lane: lane)
            // Pairs with the exchange in `end`: either that sees the watch and ends it, or this thread sees that all is over.
            if self.id.load(ordering: .sequentiallyConsistent) != id { waiting.unwatch(bells[lane].toHost.raw) }
        } else {
            stalled.withLock { _ = $0.remove(lane) }
            waiting.unwatch(bells[lane].toHost.raw)
        }
    }

    /// Does not watch the bell of a lane for a while; on the waiting thread.
    ///
    /// Watched again, it is told at once that it rang meanwhile.
    func pauseBell(_ lane: Int, _ source: WaitingThread.Source, until moment: UInt64) {
        guard lane >= 0, lane < bells.count else { return }
        pauses.withLock { $0[lane] = moment }
        waiting.unwatch(bells[lane].toHost.raw)
        waiting.schedule(at: moment) { [weak self] in
            guard let self else { return }
            let id = self.id.load(ordering: .acquiring)
            guard id != 0 else { return }
            // Nobody waits for late answers any more.
            if source == .stalledLane, !stalled.withLock({ $0.contains(lane) }) { return }
            // Fails if it is watched already, which is as good.
            try? waiting.watch(bells[lane].toHost.raw, [.input, .edge], id: id, source, lane: lane)
        }
    }

    /// Watches a pipe again that was not read for a while; on the waiting thread.
    func watchAgain(_ descriptor: Int32, _ source: WaitingThread.Source) {
        let id = self.id.load(ordering: .acquiring)
        guard id != 0 else { return }
        // Without it the output is read when the plugin ends.
        try? waiting.watch(descriptor, .input, id: id, source)
    }

    /// Stops watching: the process is gone.
    func end(_ link: ProcessLink) {
        // First: who adds a watch from here on takes it away again.
        let id = self.id.exchange(0, ordering: .sequentiallyConsistent)
        for raw in [link.stdout.raw, link.stderr.raw, link.control.raw, link.process.raw] { waiting.unwatch(raw) }
        for lane in bells { waiting.unwatch(lane.toHost.raw) }
        waiting.remove(id)
    }

    /// Stops watching one descriptor.
    func unwatch(_ descriptor: Int32) {
        waiting.unwatch(descriptor)
    }

    /// Has something done at a moment, in nanoseconds of CLOCK_MONOTONIC, on the waiting thread: so it must not wait.
    func schedule(at moment: UInt64, _ action: @escaping @Sendable () -> Void) {
        waiting.schedule(at: moment, action)
    }

    /// Makes the waiting thread look at all deadlines again.
    func wake() {
        waiting.wake()
    }
}
