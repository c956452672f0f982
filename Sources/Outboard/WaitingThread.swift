internal import Glibc
internal import Logging
internal import OutboardCore
internal import OutboardSystem
internal import Synchronization
internal import SystemPackage

/// The one thread of a host that waits for everything: bells of asynchronous calls, deaths, control messages, output
/// and deadlines of all plugins.
@safe
final class WaitingThread: Sendable {
    /// What happened to a generation.
    enum Source: UInt64 {
        case bell, process, control, stdout, stderr, stalledLane
    }

    private struct State {
        var nextID: UInt64 = 1
        var generations: [UInt64: Generation] = [:]
        /// The same, for walking over them without a copy.
        var all: [Generation] = []
        /// What is to be done at a moment, in nanoseconds of CLOCK_MONOTONIC.
        var timers: [(at: UInt64, action: @Sendable () -> Void)] = []
    }

    /// What the thread knows between two waits.
    private struct Turn {
        /// Generations with work left.
        var unfinished: Set<UInt64> = []
        /// Those of the turn before.
        var left: Set<UInt64> = []
        /// The next deadline of any generation, or an earlier moment.
        var next: UInt64 = .max
    }

    private let poller: Poller
    /// What it waits with and why, as a sentence.
    private let reason: Locked<String>
    /// Takes what is to be said about waiting itself.
    private let logger: Logger
    private let state = Locked(State())
    /// Where the thread reads into: messages and output.
    ///
    /// One for its whole life. The C library gives pieces of this size back to the kernel when they are freed, which takes
    /// longer than what is read into them.
    nonisolated(unsafe) let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 8)
    /// Whether a deadline may have come that is earlier than all others.
    private let hasNewDeadline = Atomic<Bool>(false)
    private static let created = Locked<WaitingThread?>(nil)
    /// How many descriptors there is room for without detours: 100 plugins have some 500.
    ///
    /// Kernel memory: 150 KB.
    private static let descriptors = 4096

    /// The one of this process; started when first needed.
    ///
    /// - Parameter logger: Gets to know, the first time, what the thread waits with.
    /// - Returns: The thread, which never ends.
    /// - Throws: `OutboardError` when it cannot wait as the environment demands, `Errno` when there are too many threads.
    static func shared(logger: Logger) throws -> WaitingThread {
        try created.withLock { created in
            if let created { return created }
            let thread = try start(logger)
            created = thread
            return thread
        }
    }

    private static func start(_ logger: Logger) throws -> WaitingThread {
        let started = OneShot<Result<WaitingThread, OutboardError>>()
        try DedicatedThread.start(named: "outboard-wait") {
            do throws(OutboardError) {
                // Here, because a poller belongs to the thread that creates it.
                let choice = try PollerChoice.make(
                    environment: PollerChoice.environment,
                    withRing: { () throws(UringRefusal) in try Poller.withRing(descriptors: descriptors) },
                    withEpoll: { () throws(Errno) in try Poller(.epoll) })
                LogDelivery.shared.note(choice.level, choice.message, to: logger)
                let thread = WaitingThread(choice, logger)
                started.fulfil(.success(thread))
                thread.run()
            } catch {
                started.fulfil(.failure(error))
            }
        }
        guard let result = started.wait() else { throw Errno.canceled }
        return try result.get()
    }

    private init(_ choice: PollerChoice, _ logger: Logger) {
        self.poller = choice.poller
        self.reason = Locked(choice.message)
        self.logger = logger
    }

    /// What the thread waits with.
    var backend: WaitBackend { poller.backend }
    /// That and why, as a sentence.
    var backendReason: String { reason.withLock { $0 } }

    /// Makes the thread look at all deadlines again.
    func wake() {
        // Pairs with the exchange in `run`: whoever reads true sees the deadline that was set before.
        hasNewDeadline.store(true, ordering: .releasing)
        poller.wake()
    }

    /// Has something done at a moment, in nanoseconds of CLOCK_MONOTONIC, on this thread: so it must not wait.
    func schedule(at moment: UInt64, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.timers.append((moment, action)) }
        wake()
    }

    /// Adds a generation and returns the number under which its descriptors are watched.
    func add(_ generation: Generation) -> UInt64 {
        state.withLock { state in
            defer { state.nextID += 1 }
            state.generations[state.nextID] = generation
            state.all.append(generation)
            return state.nextID
        }
    }

    /// Watches a descriptor of a generation.
    ///
    /// - Throws: `fileExists` if it is watched already; what ``Poller/add(_:_:token:)`` throws.
    func watch(_ descriptor: Int32, _ events: Epoll.Events, id: UInt64, _ source: Source, lane: Int = 0) throws {
        try poller.add(descriptor, events, token: id << 16 | UInt64(lane) << 8 | source.rawValue)
    }

    /// Stops watching a descriptor, which is still open.
    func unwatch(_ descriptor: Int32) {
        try? poller.remove(descriptor)
    }

    /// Removes a generation.
    func remove(_ id: UInt64) {
        state.withLock { state in
            guard let generation = state.generations.removeValue(forKey: id) else { return }
            state.all.removeAll { $0 === generation }
        }
    }

    private func run() -> Never {
        // The work of one turn is bounded, so that a plugin that always has something does not keep others waiting.
        let events = UnsafeMutableBufferPointer<EpollEvent>.allocate(capacity: 256)
        unsafe events.initialize(repeating: EpollEvent())
        var turn = Turn()
        while true {
            let now = MonotonicClock.now()
            let patience = turn.next == .max ? nil : turn.next > now ? turn.next - now : 0
            let count = unsafe poller.wait(into: events, timeoutNanoseconds: turn.unfinished.isEmpty ? patience : 0)
            if count <= 0 { nothing(count, &turn) }
            swap(&turn.unfinished, &turn.left)
            for index in 0..<max(0, count) {
                let token = unsafe events[index].token
                guard let source = Source(rawValue: token & 0xff) else { continue }
                handle(id: token >> 16, source, lane: Int(token >> 8 & 0xff), &turn)
            }
            for id in turn.left { handle(id: id, .bell, lane: 0, &turn) }
            turn.left.removeAll(keepingCapacity: true)
            // Pairs with the store in `wake`.
            if hasNewDeadline.exchange(false, ordering: .acquiring) || turn.next <= MonotonicClock.now() {
                expire(&turn)
            }
        }
    }

    /// A wait ended without an event.
    private func nothing(_ count: Int, _ turn: inout Turn) {
        if count < 0 {
            // The epoll instance is gone, closed by somebody else's mistake. Plugins are to be served all the same, and
            // their deaths noticed: later than usual, but without spinning.
            usleep(10_000)
            lookAtAll(&turn)
        } else if let refusal = poller.takeRefusal() {
            let message = "The host waits with epoll from here on, because \(UringRefusal.wait(refusal).reason)."
            reason.withLock { $0 = message }
            LogDelivery.shared.note(.warning, message, to: logger)
        }
    }

    /// Handles everything that may have happened; all of it may as well not have.
    private func lookAtAll(_ turn: inout Turn) {
        for (id, generation) in state.withLock({ $0.generations }) {
            for lane in 0..<generation.watch.laneCount { handle(id: id, .stalledLane, lane: lane, &turn) }
            for source in [Source.bell, .control, .stdout, .stderr, .process] { handle(id: id, source, lane: 0, &turn) }
        }
    }

    private func handle(id: UInt64, _ source: Source, lane: Int, _ turn: inout Turn) {
        // An event of a generation that ended in this very turn finds nobody.
        guard let generation = state.withLock({ $0.generations[id] }) else { return }
        if generation.handle(source, lane: lane) { turn.unfinished.insert(id) }
        // A hang-up sets a deadline, and nobody wakes the thread for its own.
        if source == .control, let deadline = generation.deadline { turn.next = min(turn.next, deadline) }
        if source == .bell, let log = generation.log { turn.next = min(turn.next, log.nextLook) }
    }

    private func expire(_ turn: inout Turn) {
        let generations = state.withLock { $0.all }
        let now = MonotonicClock.now()
        turn.next = .max
        for generation in generations {
            if let deadline = generation.expire(now: now) { turn.next = min(turn.next, deadline) }
        }
        let due = state.withLock { state in
            let due = state.timers.filter { $0.at <= now }
            if !due.isEmpty { state.timers.removeAll { $0.at <= now } }
            if let first = state.timers.map(\.at).min() { turn.next = min(turn.next, first) }
            return due
        }
        for timer in due { timer.action() }
    }
}
