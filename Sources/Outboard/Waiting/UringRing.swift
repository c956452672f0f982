internal import COutboardUring
internal import SystemPackage

/// A ring of io_uring with polls, used by the thread that opened it.
///
/// Bare: its owner closes it. See io_uring(7).
@safe
struct UringRing {
    /// The ways to set up a ring, best first.
    ///
    /// Each works on older kernels than the one before.
    enum SetUp: Int32, CaseIterable {
        /// Completions are made inside the wait only: Linux 6.1.
        case deferred
        /// The kernel does not interrupt the thread for them: Linux 5.19.
        case cooperative
        /// Linux 5.13.
        case plain
    }

    private let handle: OpaquePointer
    /// How it was set up.
    let setUp: SetUp

    /// Opens a ring for the calling thread.
    ///
    /// Some 50 µs.
    ///
    /// - Parameters:
    ///   - descriptors: How many are meant to be polled; more work too.
    ///   - best: The set-up to begin with; those after it are tried where the kernel does not know it.
    ///   - isRegistered: Whether it takes one of the thread's places for rings: each wait is a little cheaper then, and
    ///     the kernel keeps a ring that another thread closes until this one ends.
    /// - Throws: `ENOSYS` or `EPERM` where there is none, `ENOMEM`, `EMFILE`.
    init(descriptors: Int, best: SetUp = .deferred, isRegistered: Bool = true) throws(Errno) {
        let size = UInt32(min(max(descriptors, 4), 4096))
        var opened: OpaquePointer?
        // Twice as many completions as polls: each removal makes two. What finds no room waits in the kernel.
        let result = unsafe outboard_uring_open(min(size, 256), 2 * size, best.rawValue, isRegistered ? 1 : 0, &opened)
        guard result >= 0, let opened = unsafe opened, let setUp = SetUp(rawValue: result) else {
            throw Errno(rawValue: 0 &- result)
        }
        unsafe self.handle = opened
        self.setUp = setUp
    }

    /// Closes the ring and ends its polls.
    ///
    /// - Parameter isOwnThread: Whether this is the thread that opened it. On another one the kernel keeps the ring,
    ///   with its polls, until the ring's thread ends.
    func close(isOwnThread: Bool) {
        unsafe outboard_uring_close(handle, isOwnThread ? 1 : 0)
    }

    /// What the kernel does not have; nil if it has all that is needed.
    var missing: String? {
        unsafe outboard_uring_missing(handle).map { unsafe String(cString: $0) }
    }

    /// How many polls to add before the next wait, at most.
    ///
    /// Each may complete at once. A poll that finds no room ends, and would do so again if it were added while others
    /// still wait for room.
    var room: Int { unsafe outboard_uring_overflows(handle) != 0 ? 0 : Int(outboard_uring_room(handle) / 2) }

    /// How many completions the kernel has lost because it had no memory for them.
    var lostCompletions: UInt32 { unsafe outboard_uring_lost(handle) }

    /// Queues a poll, for the next wait.
    ///
    /// - Returns: 0, or `-errno` when there is no room for it now.
    func poll(_ descriptor: Int32, _ events: UInt32, repeats: Bool, token: UInt64) -> Int32 {
        unsafe outboard_uring_poll(handle, descriptor, events, repeats ? 1 : 0, token)
    }

    /// Queues the removal of a poll, for the next wait.
    ///
    /// - Returns: 0, or `-errno` when there is no room for it now.
    func remove(token: UInt64) -> Int32 {
        unsafe outboard_uring_remove(handle, token)
    }

    /// Queues the ring of a bell, for the next wait or ``submit()``.
    ///
    /// - Returns: Whether there was room for it.
    func ring(_ bell: Int32) -> Bool {
        unsafe outboard_uring_ring_bell(handle, bell) == 0
    }

    /// Submits what is queued: one io_uring_enter(2).
    func submit() {
        _ = unsafe outboard_uring_submit(handle)
    }

    /// Whether the kernel has taken all that was queued.
    var isSubmitted: Bool { unsafe outboard_uring_queued(handle) == 0 }

    /// Submits what is queued and waits for completions: one io_uring_enter(2).
    ///
    /// - Parameters:
    ///   - buffer: Where to put them.
    ///   - wanted: How many to wait for, if there is time.
    ///   - timeout: How long to wait, in nanoseconds; nil: for ever.
    /// - Returns: How many there are; 0 when there is none in time or a signal interrupted the wait; `-errno` when the
    ///   wait itself is impossible.
    func wait(
        into buffer: UnsafeMutableBufferPointer<outboard_uring_completion>, wanted: Int = 1, timeout: UInt64?
    ) -> Int {
        guard let first = buffer.baseAddress else { return 0 }
        return Int(
            unsafe outboard_uring_wait(
                handle, first, CInt(clamping: buffer.count), UInt32(clamping: max(1, min(wanted, buffer.count))),
                timeout ?? OUTBOARD_URING_FOREVER))
    }
}
