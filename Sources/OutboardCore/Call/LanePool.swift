internal import OutboardSystem
internal import Synchronization

/// Hands out the lanes of a channel to the threads that call.
///
/// All in private memory. Taking a free lane is one compare-and-swap, giving it back one exchange; threads queue only
/// when there are more of them than lanes.
@safe
final class LanePool: @unchecked Sendable {
    /// Where a lane stands.
    private enum State {
        static let free: UInt8 = 0
        static let held: UInt8 = 1
        /// Free, but a call whose caller gave up still runs on it: taken only when there is no other.
        static let stalled: UInt8 = 2
    }

    private let count: Int
    /// One word for each lane, 128 bytes apart, so that callers on different lanes do not share a line.
    private let states: UnsafeMutableRawPointer
    private let queue = Mutex<[OneShot<Void>]>([])
    private let queued = Atomic<Int>(0)

    init(count: Int) {
        self.count = count
        unsafe self.states = .allocate(byteCount: count * 128, alignment: 128)
        for index in 0..<count {
            unsafe (states + index * 128).bindMemory(to: Atomic<UInt8>.self, capacity: 1).initialize(to: Atomic(0))
        }
    }

    deinit {
        unsafe states.deallocate()
    }

    private func state(_ lane: Int) -> UnsafePointer<Atomic<UInt8>> {
        unsafe UnsafePointer((states + lane &* 128).assumingMemoryBound(to: Atomic<UInt8>.self))
    }

    private func tryTake() -> Int? {
        let first = Int(ThreadSlot.current) % count
        for expected in [State.free, State.stalled] {
            for step in 0..<count {
                let lane = first &+ step < count ? first &+ step : first &+ step &- count
                let (exchanged, _) = unsafe state(lane).pointee.compareExchange(
                    expected: expected, desired: State.held, successOrdering: .acquiring, failureOrdering: .relaxed)
                if exchanged { return lane }
            }
        }
        return nil
    }

    /// Takes a lane, waiting for one if all are held.
    func take(
        _ channel: CallChannel, method: UInt16, options: CallOptions, of interface: InterfaceDescriptor
    ) throws -> Int {
        // The common case first and without a loop: this thread's own lane is free.
        let own = Int(ThreadSlot.current) % count
        let (exchanged, _) = unsafe state(own).pointee.compareExchange(
            expected: State.free, desired: State.held, successOrdering: .acquiring, failureOrdering: .relaxed)
        if exchanged { return own }
        if let lane = tryTake() { return lane }
        return try wait(channel, method: method, options: options, of: interface)
    }

    private func wait(
        _ channel: CallChannel, method: UInt16, options: CallOptions, of interface: InterfaceDescriptor
    ) throws -> Int {
        let deadline = options.deadlineFromNow
        while true {
            let turn = OneShot<Void>()
            queue.withLock { $0.append(turn) }
            // Sequentially consistent, like the exchange in `give`: either this thread sees the lane that was given
            // back, or the giver sees that somebody waits.
            queued.add(1, ordering: .sequentiallyConsistent)
            let lane = tryTake()
            var isMyTurn = false
            if lane == nil, !channel.isClosed {
                let now = MonotonicClock.now()
                let timeout = deadline.map { $0 > now ? $0 - now : 0 }
                isMyTurn = turn.wait(timeoutNanoseconds: timeout) != nil
            }
            if !isMyTurn {
                let wasQueued = queue.withLock { waiting in
                    let index = waiting.firstIndex { $0 === turn }
                    if let index { waiting.remove(at: index) }
                    return index != nil
                }
                if wasQueued {
                    queued.subtract(1, ordering: .relaxed)
                } else if lane != nil {
                    // The turn came while this thread helped itself: pass it on.
                    wakeOne()
                }
            }
            if let lane { return lane }
            if let lane = tryTake() { return lane }
            if channel.isClosed { throw channel.awaitFate().notSent(method: interface.methodName(method)) }
            if let deadline, MonotonicClock.now() >= deadline {
                throw OutboardError(
                    code: .timeout,
                    message: "\(interface.methodName(method)) was not sent before its deadline: all lanes were in use")
            }
        }
    }

    /// Gives a lane back.
    func give(_ lane: Int, isStalled: Bool) {
        guard lane < count else { return }
        // Also a release: what was done on the lane happens before the next holder's use of it.
        _ = unsafe state(lane).pointee.exchange(
            isStalled ? State.stalled : State.free, ordering: .sequentiallyConsistent)
        if queued.load(ordering: .sequentiallyConsistent) > 0 { wakeOne() }
    }

    private func wakeOne() {
        let next = queue.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let next else { return }
        queued.subtract(1, ordering: .relaxed)
        next.fulfil(())
    }

    /// Lets all that wait look again; for the end of the channel.
    func wakeAll() {
        let all = queue.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        queued.subtract(all.count, ordering: .relaxed)
        for turn in all { turn.fulfil(()) }
    }
}

extension CallOptions {
    /// The deadline, counting a time-out from now.
    var deadlineFromNow: UInt64? {
        if let deadline { return deadline }
        guard let timeout else { return nil }
        let (sum, overflow) = MonotonicClock.now().addingReportingOverflow(timeout)
        return overflow ? nil : sum
    }
}
