internal import OutboardSystem
internal import Synchronization

/// Who has sent the one-way calls of a lane that the plugin may not have run yet; in private memory.
///
/// Written by who holds the lane. Threads whose lane it is look without holding it: a thread sees what it wrote itself, and
/// what others wrote meanwhile can only make it wait longer.
struct OneWaySenders: ~Copyable {
    /// A bit for each thread, which some threads share.
    let threads = Atomic<UInt64>(0)
    /// What the plugin must have taken to have run all of them.
    let end = Atomic<UInt32>(0)
}

// A thread's calls are run in its order. One-way calls go over the thread's own lane, if it is not in use, and nothing
// of the thread goes over another lane before they have been run.
extension LanePool {
    /// Whose one-way calls wait on a lane.
    enum OneWayCalls {
        case none, mine, others
    }

    /// How long a thread waits for its own one-way calls before it looks again.
    private static let behindNanoseconds: UInt64 = 50_000

    private func senders(_ lane: Int) -> UnsafePointer<OneWaySenders> {
        unsafe UnsafePointer((states + (lane &* 128 &+ 8)).assumingMemoryBound(to: OneWaySenders.self))
    }

    private var threadBit: UInt64 { 1 &<< UInt64(ThreadSlot.current & 63) }

    /// Whether one-way calls wait on a lane, and whether those of the calling thread may be among them.
    func oneWayCalls(on lane: Int) -> OneWayCalls {
        let threads = unsafe senders(lane).pointee.threads.load(ordering: .relaxed)
        guard threads != 0,
            Int32(bitPattern: unsafe senders(lane).pointee.end.load(ordering: .relaxed) &- taken(lane)) > 0
        else { return .none }
        return threads & threadBit != 0 ? .mine : .others
    }

    /// Notes a one-way call of the calling thread on its own lane, which it holds.
    ///
    /// - Parameters:
    ///   - lane: The lane.
    ///   - end: What the plugin must have taken to have run it.
    ///   - isAlone: Whether all one-way calls before it have been run.
    func noteOneWay(_ lane: Int, end: UInt32, isAlone: Bool) {
        let threads = isAlone ? 0 : unsafe senders(lane).pointee.threads.load(ordering: .relaxed)
        unsafe senders(lane).pointee.threads.store(threads | threadBit, ordering: .relaxed)
        unsafe senders(lane).pointee.end.store(end, ordering: .relaxed)
    }

    /// Takes the calling thread's own lane for a one-way call, if it is not in use for longer than others need to send one.
    func takeOwnForOneWay() -> Int? {
        let own = ownLane
        var looks = SpinGate.isOpen ? 64 : 1
        while looks > 0 {
            let found = unsafe state(own).pointee.load(ordering: .relaxed)
            if found == State.free || found == State.behind, take(own, from: found) { return own }
            Spin.pause()
            looks &-= 1
        }
        return nil
    }

    /// Whether one-way calls of the calling thread wait on its lane, so that it may not go to another.
    var isBehindItself: Bool { oneWayCalls(on: ownLane) == .mine }

    /// Lets the plugin run the one-way calls of the calling thread, whose lane others hold.
    ///
    /// They are soon over: the call of whoever holds the lane is behind them. Nobody tells this thread.
    func waitBehindItself() {
        _ = OneShot<Void>().wait(timeoutNanoseconds: Self.behindNanoseconds)
    }
}
