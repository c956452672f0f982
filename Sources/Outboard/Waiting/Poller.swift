internal import COutboardUring
internal import Glibc
package import OutboardSystem
package import SystemPackage

/// A set of descriptors to wait on at once, with io_uring or epoll.
///
/// Belongs to the thread that creates it: only that thread waits, and lets go of it at the end. Any thread adds, removes
/// and wakes, also while the owner waits.
///
/// A descriptor is removed before it is closed: io_uring keeps the file of a poll open.
@safe
package final class Poller: @unchecked Sendable {
    private struct State {
        var table = WatchTable()
        /// Whether the owner is, or will be at once, in a wait that does not know of later changes.
        var isWaiting = false
        /// The ring, nil with epoll.
        ///
        /// Used by the owner only; written under the lock.
        var ring: UringRing?
        /// Why epoll has taken over from io_uring.
        var refusal: Errno?
    }

    /// The token that no descriptor may have.
    package static let reservedToken = UInt64.max

    private let state: Locked<State>
    /// Also there with io_uring, empty: what takes over must not need a descriptor.
    private let epoll: Epoll
    private let wakeUp: Bell
    private let owner = ThreadSlot.current
    /// Completions of one wait; the owner's.
    private let completions: UnsafeMutableBufferPointer<outboard_uring_completion>
    /// The owner's.
    private var lostCompletions: UInt32 = 0
    /// Bells to be rung with the next wait; the owner's.
    private var unrung: [Int32] = []

    /// Creates an empty set for the calling thread.
    ///
    /// - Parameters:
    ///   - backend: What to wait with.
    ///   - descriptors: How many are meant to be in it; more work too, only slower.
    /// - Throws: `EMFILE` or `ENFILE` when there are too many descriptors, `ENOMEM`; for io_uring also what the kernel
    ///   refuses it with, `ENOSYS` and `EPERM` above all.
    package convenience init(_ backend: WaitBackend, descriptors: Int = 1024) throws(Errno) {
        try self.init(ring: backend == .ioUring ? UringRing(descriptors: descriptors) : nil)
    }

    /// Creates an empty set for the calling thread, with a ring that it closes or, without, with epoll.
    init(ring: UringRing?) throws(Errno) {
        do throws(Errno) {
            epoll = try Epoll()
            wakeUp = try Bell()
        } catch {
            ring?.close(isOwnThread: true)
            throw error
        }
        var state = State()
        state.ring = ring
        self.state = Locked(state)
        unsafe completions = .allocate(capacity: ring == nil ? 0 : 256)
        try add(wakeUp.raw, [.input, .edge], token: Self.reservedToken)
    }

    deinit {
        state.withLock { $0.ring }?.close(isOwnThread: owner == ThreadSlot.current)
        unsafe completions.deallocate()
    }

    // MARK: Looking

    /// What it waits with: epoll takes over when the kernel refuses io_uring later on.
    package var backend: WaitBackend { state.withLock { $0.ring == nil ? .epoll : .ioUring } }

    /// Why epoll has taken over from io_uring; nil if it has not, and after this was asked.
    package func takeRefusal() -> Errno? { state.withLock { $0.refusal.take() } }

    /// How the ring is set up, for messages; nil with epoll.
    var setUp: UringRing.SetUp? { state.withLock { $0.ring?.setUp } }

    // MARK: Changing

    /// Adds a descriptor, on any thread.
    ///
    /// With epoll one system call; with io_uring none on the owner's thread, otherwise one if the owner waits.
    ///
    /// - Parameters:
    ///   - descriptor: What to watch.
    ///   - events: What to be told about. With `.edge` of each change, for example of each ring of a bell that nobody
    ///     reads; sometimes once more than there were changes. Without, for as long as it is true. Not `.oneShot`.
    ///   - token: Comes back with each event. Not ``reservedToken``.
    /// - Throws: `EEXIST` when it is there already. With epoll also the other errors of epoll_ctl(2); io_uring tells
    ///   of a descriptor that cannot be watched with one event `.error`.
    package func add(_ descriptor: Int32, _ events: Epoll.Events, token: UInt64) throws(Errno) {
        let mustWake = try state.withLock { (state) throws(Errno) -> Bool in
            try state.table.add(descriptor, events, token: token)
            guard state.ring == nil else { return state.isWaiting }
            do throws(Errno) {
                try epoll.add(descriptor, events, token: token)
            } catch {
                try state.table.remove(descriptor)
                throw error
            }
            return false
        }
        if mustWake { wake() }
    }

    /// Removes a descriptor, on any thread.
    ///
    /// Costs what adding does. No wait that returns later tells of it; one that has returned already may have. With
    /// io_uring the kernel keeps the file until the owner's next wait, or the present one, has heard of it.
    ///
    /// - Throws: `ENOENT` when it is not there.
    package func remove(_ descriptor: Int32) throws(Errno) {
        let mustWake = try state.withLock { (state) throws(Errno) -> Bool in
            try state.table.remove(descriptor)
            guard state.ring == nil else { return state.isWaiting }
            try epoll.remove(descriptor)
            return false
        }
        if mustWake { wake() }
    }

    /// Ends the owner's wait, or its next one, on any thread: one system call.
    package func wake() {
        Bell.ring(wakeUp.raw)
    }

    /// Has everything that is true now told again, also what was told before: nothing is missed if a completion was lost.
    ///
    /// On the owner's thread.
    func rearm() {
        state.withLock { $0.table.rearm() }
    }

    // MARK: Waiting

    /// Waits for events, on the owner's thread.
    ///
    /// One system call, no allocation.
    ///
    /// - Parameters:
    ///   - buffer: Where to put the events; not empty. What finds no room comes with the next wait, in turn.
    ///   - wanted: With io_uring, how many events to wait for, if there is time; epoll waits for one.
    ///   - timeoutNanoseconds: How long to wait; nil: for ever.
    /// - Returns: How many events there are; 0 when there is none in time, ``wake()`` was called or a signal interrupted
    ///   the wait; `-errno` when waiting is impossible.
    package func wait(
        into buffer: UnsafeMutableBufferPointer<EpollEvent>, wanted: Int = 1, timeoutNanoseconds: UInt64?
    ) -> Int {
        precondition(ThreadSlot.current == owner, "a poller waits on the thread that created it")
        // Only the owner changes the ring.
        guard let ring = state.withLock({ $0.ring }) else {
            return unsafe waitWithEpoll(buffer, timeoutNanoseconds)
        }
        return unsafe waitWithRing(ring, buffer, wanted, timeoutNanoseconds)
    }

    /// Rings a bell, which does not block: with the next wait or ``flush()``, together with others; at once with epoll.
    ///
    /// On the owner's thread.
    package func ring(_ bell: Int32) {
        if state.withLock({ $0.ring == nil }) { Bell.ring(bell) } else { unrung.append(bell) }
    }

    /// Rings what is to be rung: one system call with io_uring.
    ///
    /// On the owner's thread.
    package func flush() {
        guard !unrung.isEmpty else { return }
        if let ring = state.withLock({ $0.ring }) {
            queueBells(at: ring)
            ring.submit()
            finishBells(isDone: ring.isSubmitted)
        } else {
            finishBells(isDone: false)
        }
    }

    private func queueBells(at ring: UringRing) {
        for bell in unrung where !ring.ring(bell) { Bell.ring(bell) }
    }

    /// Forgets the bells, and rings them itself if the kernel may not have: once more does no harm.
    private func finishBells(isDone: Bool) {
        if !isDone { for bell in unrung { Bell.ring(bell) } }
        unrung.removeAll(keepingCapacity: true)
    }

    private func waitWithEpoll(_ buffer: UnsafeMutableBufferPointer<EpollEvent>, _ timeout: UInt64?) -> Int {
        let count = unsafe epoll.wait(into: buffer, timeoutNanoseconds: timeout)
        for index in 0..<max(0, count) where unsafe buffer[index].token == Self.reservedToken {
            // At most once: the order of events does not matter.
            unsafe buffer.swapAt(index, count - 1)
            return count - 1
        }
        return count
    }

    private func waitWithRing(
        _ ring: UringRing, _ buffer: UnsafeMutableBufferPointer<EpollEvent>, _ wanted: Int, _ timeout: UInt64?
    ) -> Int {
        let room = unsafe UnsafeMutableBufferPointer(rebasing: completions.prefix(buffer.count))
        guard room.count > 0 else { return -Int(Errno.invalidArgument.rawValue) }
        let start = timeout == nil || timeout == 0 ? 0 : MonotonicClock.now()
        var remaining = timeout
        while true {
            let isIncomplete = state.withLock { state in
                state.isWaiting = true
                return state.table.queue(at: ring)
            }
            if !unrung.isEmpty { queueBells(at: ring) }
            let count = unsafe ring.wait(into: room, wanted: wanted, timeout: isIncomplete ? 0 : remaining)
            if !unrung.isEmpty { finishBells(isDone: count >= 0 && ring.isSubmitted) }
            guard count >= 0 else {
                giveUpRing(Errno(rawValue: CInt(truncatingIfNeeded: 0 &- count)))
                return 0
            }
            let (told, isWoken) = unsafe translate(count, of: ring, into: buffer)
            // Something came, or nothing. Otherwise removals were confirmed, which is nobody's concern.
            if told > 0 || isWoken || (count == 0 && !isIncomplete) { return told }
            if let timeout, timeout > 0 {
                let passed = MonotonicClock.now() &- start
                remaining = passed < timeout ? timeout - passed : 0
            }
        }
    }

    /// Turns the first completions into events.
    ///
    /// - Returns: How many, and whether somebody called ``wake()``.
    private func translate(
        _ completionCount: Int, of ring: UringRing, into buffer: UnsafeMutableBufferPointer<EpollEvent>
    ) -> (Int, isWoken: Bool) {
        let lost = ring.lostCompletions
        return state.withLock { state in
            state.isWaiting = false
            var count = 0
            var isWoken = false
            for index in 0..<completionCount {
                guard let event = unsafe state.table.event(of: completions[index]) else { continue }
                if event.token == Self.reservedToken {
                    isWoken = true
                } else {
                    unsafe buffer[count] = event
                    count += 1
                }
            }
            if lost != lostCompletions {
                lostCompletions = lost
                state.table.rearm()
            }
            return (count, isWoken)
        }
    }

    /// Lets epoll take over: the kernel had the ring and refuses to wait with it, for example because the program has
    /// put itself under a seccomp filter since.
    private func giveUpRing(_ error: Errno) {
        state.withLock { state in
            state.ring?.close(isOwnThread: true)
            state.ring = nil
            state.isWaiting = false
            state.refusal = error
            state.table.visit { descriptor, events, token in
                // What epoll refuses, the ring has told of with `.error`.
                try? epoll.add(descriptor, events, token: token)
            }
        }
    }
}
