internal import OutboardSystem
internal import Synchronization

/// Hands out the lanes of a channel to the threads that call.
///
/// All in private memory. Taking a free lane is one compare-and-swap, giving it back one store; threads queue only
/// when there are more of them than lanes.
@safe
final class LanePool: @unchecked Sendable {
    /// Where a lane stands.
    enum State {
        static let free: UInt8 = 0
        static let held: UInt8 = 1
        /// Free, but a call whose caller gave up still runs on it: taken only when there is no other.
        static let stalled: UInt8 = 2
        /// Held, and the waiting thread wanted it since then.
        static let wanted: UInt8 = 3
        /// Free, but one-way calls may wait on it: others than their senders prefer lanes that are free.
        static let behind: UInt8 = 4
        /// Given back to nobody: its generation takes no more calls.
        static let retired: UInt8 = 5
    }

    /// How long a thread waits for its turn before it looks at the lanes itself, where it cannot be sure to get one.
    private static let uncertainNanoseconds: UInt64 = 1_000_000

    let count: Int
    /// The words of each lane, 128 bytes apart, so that callers on different lanes do not share a line: its state, and
    /// the senders of its one-way calls.
    let states: UnsafeMutableRawPointer
    /// Whether giving back does without a fence, because who queues executes one for all threads.
    private let hasBarrier: Bool
    private let barrier: @Sendable () -> Bool
    private let queue = Locked(LaneQueue())
    private let queued = Atomic<Int>(0)
    /// Says how many records of a lane the plugin has taken, in its own words.
    let taken: @Sendable (Int) -> UInt32

    /// Creates a pool of free lanes.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - hasBarrier: Whether to rely on `barrier`.
    ///   - barrier: Executes a full barrier on all threads of this process; false if it did not.
    ///   - taken: Says how many records of a lane the plugin has taken.
    init(
        count: Int, hasBarrier: Bool = ProcessBarrier.isAvailable,
        barrier: @escaping @Sendable () -> Bool = { ProcessBarrier.run() },
        taken: @escaping @Sendable (Int) -> UInt32 = { _ in 0 }
    ) {
        self.count = count
        self.taken = taken
        self.hasBarrier = hasBarrier
        self.barrier = barrier
        unsafe self.states = .allocate(byteCount: count * 128, alignment: 128)
        for index in 0..<count {
            unsafe (states + index * 128).bindMemory(to: Atomic<UInt8>.self, capacity: 1).initialize(to: Atomic(0))
            unsafe (states + index * 128 + 8).bindMemory(to: OneWaySenders.self, capacity: 1)
                .initialize(to: OneWaySenders())
        }
    }

    deinit {
        unsafe states.deallocate()
    }

    /// The word of a lane.
    func state(_ lane: Int) -> UnsafePointer<Atomic<UInt8>> {
        unsafe UnsafePointer((states + lane &* 128).assumingMemoryBound(to: Atomic<UInt8>.self))
    }

    /// The lane that the calling thread tries first: numbers of threads are spread by multiplication with the golden
    /// ratio and brought into range by a second one, without a division.
    @inline(__always)
    var ownLane: Int {
        let spread = ThreadSlot.current &* 0x9e37_79b9
        return Int(truncatingIfNeeded: (UInt64(spread) &* UInt64(truncatingIfNeeded: count)) &>> 32)
    }

    /// Takes the calling thread's own lane if it is free: one compare-and-swap.
    @inline(__always)
    func takeOwn() -> Int? {
        let own = ownLane
        let (exchanged, _) = unsafe state(own).pointee.compareExchange(
            expected: State.free, desired: State.held, successOrdering: .acquiring, failureOrdering: .relaxed)
        return exchanged ? own : nil
    }

    /// Takes any lane that nobody holds.
    func tryTake() -> Int? {
        let own = ownLane
        switch oneWayCalls(on: own) {
        case .mine:
            // Nothing else will do.
            return [State.behind, State.stalled, State.free].contains { take(own, from: $0) } ? own : nil
        case .none: if take(own, from: State.behind) { return own }
        case .others: break
        }
        return takeFirst(from: State.free)
            ?? takeFirst(from: State.behind) { oneWayCalls(on: $0) == .none }
            ?? takeFirst(from: State.behind) ?? takeFirst(from: State.stalled)
    }

    /// Takes the first lane that is in a state and meets a condition, beginning with the calling thread's own.
    private func takeFirst(from expected: UInt8, where condition: (Int) -> Bool = { _ in true }) -> Int? {
        let first = ownLane
        for step in 0..<count {
            let lane = first &+ step < count ? first &+ step : first &+ step &- count
            if condition(lane), take(lane, from: expected) { return lane }
        }
        return nil
    }

    /// Takes a lane if it is in a state.
    func take(_ lane: Int, from expected: UInt8) -> Bool {
        unsafe state(lane).pointee.compareExchange(
            expected: expected, desired: State.held, successOrdering: .sequentiallyConsistent,
            failureOrdering: .sequentiallyConsistent
        ).exchanged
    }

    /// Takes a lane if it is stalled and nobody uses it, for the waiting thread, whose bell rang.
    ///
    /// If somebody holds the lane, `giveStalled(_:)` tells them that this happened.
    func takeStalled(_ lane: Int) -> Bool {
        guard lane < count else { return false }
        while true {
            let (isTaken, found) = unsafe state(lane).pointee.compareExchange(
                expected: State.stalled, desired: State.held, successOrdering: .acquiring, failureOrdering: .relaxed)
            if isTaken { return true }
            // A free lane has no late answers, and once is enough.
            guard found == State.held else { return false }
            // Release: pairs with the acquire in `giveStalled`. Whoever reads it sees the answer that the bell was for.
            let (isNoted, _) = unsafe state(lane).pointee.compareExchange(
                expected: State.held, desired: State.wanted, successOrdering: .releasing, failureOrdering: .relaxed)
            if isNoted { return false }
        }
    }

    /// Gives a lane back as stalled, unless the waiting thread wanted it meanwhile.
    ///
    /// A bell is told once. If it rang while the lane was held, the thread that waits for it can do nothing, and will not be
    /// told again: the holder has to look at the ring once more.
    ///
    /// - Returns: Whether the lane was given back; if not, it is still held.
    func giveStalled(_ lane: Int) -> Bool {
        guard lane < count else { return true }
        let (isGiven, _) = unsafe state(lane).pointee.compareExchange(
            expected: State.held, desired: State.stalled, successOrdering: .sequentiallyConsistent,
            failureOrdering: .acquiring)
        guard isGiven else {
            // Only the holder changes a lane that is wanted.
            unsafe state(lane).pointee.store(State.held, ordering: .relaxed)
            return false
        }
        if queued.load(ordering: .sequentiallyConsistent) > 0 { wakeOne() }
        return true
    }

    /// Takes any lane, waiting for one if all are held.
    @inline(never)
    func takeAny(_ binding: CallBinding, _ method: UInt16) throws -> Int {
        if let lane = tryTake() { return lane }
        if binding.options.backPressure == .fail {
            throw OutboardError(
                code: .busy, message: "\(binding.unsent(method)), and was not to wait: all lanes are in use")
        }
        let deadline = binding.options.deadlineFromNow
        if let lane = takeAny(binding.channel, before: deadline) { return lane }
        throw noLane(binding, method)
    }

    /// Takes any lane, waiting until a moment for one if all are held.
    ///
    /// - Parameters:
    ///   - channel: The channel whose lanes these are.
    ///   - deadline: In nanoseconds of CLOCK_MONOTONIC.
    /// - Returns: The lane; nothing if there was none in time, or the plugin takes no more calls.
    func takeAny(_ channel: CallChannel, before deadline: UInt64) -> Int? {
        var number: UInt64?
        while true {
            if isBehindItself {
                waitBehindItself()
            } else if let lane = waitForTurn(channel, deadline, &number) {
                return lane
            }
            if let lane = tryTake() { return lane }
            // Whether the generation is gone or is being replaced: the call has not begun, and another one may have it.
            if !channel.isOpen || MonotonicClock.now() >= deadline { return nil }
        }
    }

    /// Why a call that waited for a lane has none.
    func noLane(_ binding: CallBinding, _ method: UInt16) -> OutboardError {
        if !binding.channel.isOpen { return binding.channel.refusalError(binding.name(method)) }
        return OutboardError(
            code: .timeout,
            message: "\(binding.unsent(method)) in time: all lanes were in use; "
                + "PluginOptions.lanes says how many there are")
    }

    /// Queues until a lane is given back.
    ///
    /// - Parameters:
    ///   - channel: The channel whose lanes these are.
    ///   - deadline: In nanoseconds of CLOCK_MONOTONIC.
    ///   - number: The thread's number in the queue, from its first time on.
    /// - Returns: A lane that this thread has; if there is none it may be its turn.
    private func waitForTurn(_ channel: CallChannel, _ deadline: UInt64, _ number: inout UInt64?) -> Int? {
        let turn = OneShot<LaneQueue.Turn>()
        number = queue.withLock { [number] in $0.enter(turn, number: number) }
        // Pairs with `give`: either this thread sees the lane that was given back, or the giver sees that somebody
        // waits.
        queued.add(1, ordering: .sequentiallyConsistent)
        // A filter installed after the registration may forbid the barrier. Then a giver may have looked at `queued`
        // too early, and this thread at the lane: it looks again from time to time instead of relying on its turn.
        let isCertain = !hasBarrier || barrier()
        let lane = tryTake()
        var what: LaneQueue.Turn?
        // Whoever has the channel refuse calls wakes all that wait: those that queued before. This thread sees it otherwise,
        // by the queue's lock.
        if lane == nil, channel.isOpen {
            let now = MonotonicClock.now()
            let timeout = deadline == .max ? nil : deadline > now ? deadline - now : 0
            let patience = isCertain ? timeout : min(timeout ?? .max, Self.uncertainNanoseconds)
            what = turn.wait(timeoutNanoseconds: patience)
        }
        if what == nil {
            if queue.withLock({ $0.leave(turn) }) {
                queued.subtract(1, ordering: .relaxed)
                return lane
            }
            // The turn came while this thread gave up or helped itself: whoever let it out of the queue is about to say more.
            what = turn.wait()
        }
        switch (what, lane) {
        case (.lane(let handed), nil): return handed
        case (.lane(let handed), _): give(handed, as: State.free)
        case (_, .some): wakeOne()
        case (_, nil): break
        }
        return lane
    }

    /// Gives a lane back.
    @inline(__always)
    func give(_ lane: Int, isStalled: Bool) {
        give(lane, as: isStalled ? State.stalled : State.free)
    }

    /// Gives a lane back.
    ///
    /// - Parameters:
    ///   - lane: The lane, which the calling thread holds.
    ///   - next: How it is left.
    @inline(__always)
    func give(_ lane: Int, as next: UInt8) {
        guard lane < count else { return }
        // Release: what was done on the lane happens before the next holder's use of it. The store and the load of
        // `queued` must not change places; where there is no barrier to rely on in `takeAny`, the exchange is a fence.
        if hasBarrier {
            unsafe state(lane).pointee.store(next, ordering: .releasing)
        } else {
            _ = unsafe state(lane).pointee.exchange(next, ordering: .sequentiallyConsistent)
        }
        if queued.load(ordering: .sequentiallyConsistent) > 0 { wakeOne(next == State.free ? lane : nil) }
    }

    /// Wakes the thread that has waited longest.
    ///
    /// - Parameter lane: A free lane to hand over to it, now and then: a thread that calls again at once is always quicker
    ///   than one that has to wake up.
    @inline(never)
    private func wakeOne(_ lane: Int? = nil) {
        let next = queue.withLock { queue in
            queue.next(now: MonotonicClock.now()) { lane.flatMap { take($0, from: State.free) ? $0 : nil } }
        }
        guard let next else { return }
        queued.subtract(1, ordering: .relaxed)
        next.turn.fulfil(next.what)
    }

    /// Lets all that wait look again; for the end of the channel.
    func wakeAll() {
        let all = queue.withLock { $0.all() }
        queued.subtract(all.count, ordering: .relaxed)
        for turn in all { turn.fulfil(.look) }
    }
}
