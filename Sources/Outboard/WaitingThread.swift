internal import OutboardSystem

/// The one thread of a host that waits for everything: bells of asynchronous calls, deaths, control messages, output
/// and deadlines of all plugins.
final class WaitingThread: Sendable {
    /// What happened to a generation.
    enum Source: UInt64 {
        case bell, process, control, stdout, stderr, stalledLane
    }

    private struct State {
        var nextID: UInt64 = 1
        var generations: [UInt64: Generation] = [:]
        /// Generations with work left from the last turn.
        var unfinished: Set<UInt64> = []
    }

    private let epoll: Epoll
    private let wakeUp: Bell
    private let state = Locked(State())
    private static let wakeUpToken: UInt64 = 0
    private static let created = Locked<WaitingThread?>(nil)

    /// The one of this process; started when first needed.
    static func shared() throws -> WaitingThread {
        try created.withLock { created in
            if let created { return created }
            let thread = try WaitingThread()
            try DedicatedThread.start(named: "outboard-wait") { thread.run() }
            created = thread
            return thread
        }
    }

    private init() throws {
        epoll = try Epoll()
        wakeUp = try Bell()
        try epoll.add(wakeUp.raw, [.input, .edge], token: Self.wakeUpToken)
    }

    /// Makes the thread look at all deadlines again.
    func wake() {
        Bell.ring(wakeUp.raw)
    }

    /// Adds a generation and returns the number under which its descriptors are watched.
    func add(_ generation: Generation) -> UInt64 {
        state.withLock { state in
            defer { state.nextID += 1 }
            state.generations[state.nextID] = generation
            return state.nextID
        }
    }

    /// Watches a descriptor of a generation.
    ///
    /// - Throws: The error of epoll_ctl(2), `fileExists` if it is watched already.
    func watch(_ descriptor: Int32, _ events: Epoll.Events, id: UInt64, _ source: Source, lane: Int = 0) throws {
        try epoll.add(descriptor, events, token: id << 16 | UInt64(lane) << 8 | source.rawValue)
    }

    /// Stops watching a descriptor, which is still open.
    func unwatch(_ descriptor: Int32) {
        try? epoll.remove(descriptor)
    }

    /// Removes a generation.
    func remove(_ id: UInt64) {
        state.withLock { state in
            state.generations[id] = nil
            state.unfinished.remove(id)
        }
    }

    private func run() {
        let capacity = 64
        let events = UnsafeMutableBufferPointer<EpollEvent>.allocate(capacity: capacity)
        unsafe events.initialize(repeating: EpollEvent())
        var next: UInt64?
        while true {
            let hasWork = state.withLock { !$0.unfinished.isEmpty }
            let now = MonotonicClock.now()
            let timeout: UInt64? = hasWork ? 0 : next.map { $0 > now ? $0 - now : 0 }
            let count = unsafe epoll.wait(into: events, timeoutNanoseconds: timeout)
            // Negative only if the epoll instance is gone, closed by somebody else's mistake.
            for index in 0..<max(0, count) {
                let token = unsafe events[index].token
                guard token != Self.wakeUpToken, let source = Source(rawValue: token & 0xff) else { continue }
                handle(id: token >> 16, source, lane: Int(token >> 8 & 0xff))
            }
            let unfinished = state.withLock { state in
                defer { state.unfinished = [] }
                return state.unfinished
            }
            for id in unfinished { handle(id: id, .bell, lane: 0) }
            next = expire()
        }
    }

    private func handle(id: UInt64, _ source: Source, lane: Int) {
        // An event of a generation that ended in this very turn finds nobody.
        guard let generation = state.withLock({ $0.generations[id] }) else { return }
        if generation.handle(source, lane: lane) {
            state.withLock { state in
                if state.generations[id] != nil { state.unfinished.insert(id) }
            }
        }
    }

    private func expire() -> UInt64? {
        let generations = state.withLock { Array($0.generations.values) }
        let now = MonotonicClock.now()
        return generations.compactMap { $0.expire(now: now) }.min()
    }
}
