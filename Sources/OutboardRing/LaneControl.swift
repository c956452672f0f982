internal import COutboard
public import Synchronization

/// The words that the writer of a segment keeps about one lane.
///
/// A view of shared memory: a plain pointer that is valid for as long as the segment is mapped. Words of the other
/// side's segment may hold anything; they are hints that decide about wake-ups, never about memory.
@safe
public struct LaneControl: @unchecked Sendable {
    @usableFromInline let base: UnsafeMutableRawPointer

    /// Binds to the control area of a lane.
    @unsafe
    public init(_ base: UnsafeMutableRawPointer) {
        unsafe self.base = base
    }

    @inlinable
    func word32(_ offset: Int) -> UnsafePointer<Atomic<UInt32>> {
        unsafe UnsafePointer((base + offset).assumingMemoryBound(to: Atomic<UInt32>.self))
    }

    @inlinable
    func word64(_ offset: Int) -> UnsafePointer<Atomic<UInt64>> {
        unsafe UnsafePointer((base + offset).assumingMemoryBound(to: Atomic<UInt64>.self))
    }

    /// Says: ring my bell when the record at this position of the opposite ring is published.
    ///
    /// Followed by a full fence and a second look at the ring before going to sleep. The fence pairs with the one in
    /// `asksForBell(at:)`: either the sleeper sees the record or the publisher sees the word.
    @inlinable
    public func arm(at position: UInt32) {
        unsafe word32(0).pointee.store(position, ordering: .relaxed)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// Says the same for one of several lanes, to be followed by `fenceAfterArming()` when it is said for all of them.
    @inlinable
    public func armWithoutFence(at position: UInt32) {
        unsafe word32(0).pointee.store(position, ordering: .relaxed)
    }

    /// The full fence of `arm(at:)`, for several lanes that were armed without.
    @inlinable
    public static func fenceAfterArming() {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// Whether the other side, whose words these are, sleeps until the record at this position, which has just been
    /// published.
    @inlinable
    public func asksForBell(at position: UInt32) -> Bool {
        // Full fence between the stamp store and this load; pairs with the fence in `arm(at:)`.
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        return unsafe word32(0).pointee.load(ordering: .relaxed) == position
    }

    /// Whether the other side sleeps until one of the records in `first ..< next`, which have just been published.
    @inlinable
    public func asksForBell(first: UInt32, next: UInt32) -> Bool {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        let wakeAt = unsafe word32(0).pointee.load(ordering: .relaxed)
        return wakeAt &- first < next &- first
    }

    /// Says whether this side sleeps; for people and tools.
    @inlinable
    public func setParked(_ parked: Bool) {
        unsafe word32(4).pointee.store(parked ? 1 : 0, ordering: .relaxed)
    }

    /// How long the plugin's worker may poll before it parks, in nanoseconds; said by the host.
    public var pollNanoseconds: UInt64 {
        get { unsafe word64(8).pointee.load(ordering: .relaxed) }
        nonmutating set { unsafe word64(8).pointee.store(newValue, ordering: .relaxed) }
    }

    /// The processor on which the plugin's worker should run, plus 1; 0 for any; said by the host.
    public var runOn: UInt32 {
        get { unsafe word32(16).pointee.load(ordering: .relaxed) }
        nonmutating set { unsafe word32(16).pointee.store(newValue, ordering: .relaxed) }
    }

    /// Count of records that the writer of these words has taken from the opposite ring, low 32 bits.
    ///
    /// Acquire and release: what the taker read before it said so may be overwritten after this is seen.
    @inlinable public var taken: UInt32 {
        get { unsafe word32(128).pointee.load(ordering: .acquiring) }
        nonmutating set { unsafe word32(128).pointee.store(newValue, ordering: .releasing) }
    }

    /// Says: ring my bell when you have taken this many of my records.
    ///
    /// Followed by a full fence, `fenceAfterArming()`, and a second look at `taken`. The fence pairs with the one in
    /// `asksForSpace(after:upTo:)`: either the sleeper sees the count or the taker sees the word.
    public func armForSpace(at count: UInt32) {
        unsafe word32(132).pointee.store(count, ordering: .relaxed)
    }

    /// Whether the other side, whose words these are, sleeps until one of the records has been taken whose counts are
    /// greater than `first` and at most `last`, of which `taken` has just told.
    public func asksForSpace(after first: UInt32, upTo last: UInt32) -> Bool {
        // Full fence between the store of `taken` and this load; pairs with the fence after `armForSpace(at:)`.
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        let count = unsafe word32(132).pointee.load(ordering: .relaxed)
        return count &- first &- 1 < last &- first
    }

    /// Counts a wait that went to sleep.
    ///
    /// One writer, so that a load and a store will do.
    public func countPark() {
        unsafe word64(264).pointee.store(word64(264).pointee.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }

    /// Counts a bell that was rung.
    public func countBell() {
        unsafe word64(272).pointee.store(word64(272).pointee.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }

    /// Waits that went to sleep so far.
    public var parks: UInt64 { unsafe word64(264).pointee.load(ordering: .relaxed) }
    /// Bells rung so far.
    public var bells: UInt64 { unsafe word64(272).pointee.load(ordering: .relaxed) }

    /// Says which call is being run; read after a death to tell what the plugin was doing.
    @inlinable
    public func beginCall(id: UInt32, method: UInt16) {
        let value = UInt64(id) | (UInt64(method) &+ 1) &<< 32
        unsafe word64(280).pointee.store(value, ordering: .relaxed)
    }

    /// Says that no call is being run, and counts the one that was.
    @inlinable
    public func endCall() {
        unsafe word64(256).pointee.store(word64(256).pointee.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
        unsafe word64(280).pointee.store(0, ordering: .releasing)
    }

    /// Whether a call is being run.
    public var isRunningCall: Bool { unsafe word64(280).pointee.load(ordering: .acquiring) != 0 }

    /// The method that the writer of these words says it runs: its own word, to be checked.
    public var runningMethod: UInt16? {
        let word = unsafe word64(280).pointee.load(ordering: .acquiring) &>> 32
        return word == 0 ? nil : UInt16(truncatingIfNeeded: word &- 1)
    }

    /// Calls that have been run so far.
    public var calls: UInt64 { unsafe word64(256).pointee.load(ordering: .relaxed) }

    /// Says which of 64 calls nobody waits for any more, although they are unanswered.
    ///
    /// Release: pairs with the acquire in `CancellationBit.isSet`.
    ///
    /// - Parameters:
    ///   - index: Which 64 calls: their identities modulo the slots of the ring, divided by 64.
    ///   - bits: One for each of them, the lowest for the first.
    public func setCancelled(word index: Int, to bits: UInt64) {
        unsafe word64(384 &+ 8 &* (index & 15)).pointee.store(bits, ordering: .releasing)
    }

    /// Which of 64 calls the host, whose words these are, no longer waits for.
    public func cancelled(word index: Int) -> UInt64 {
        unsafe word64(384 &+ 8 &* (index & 15)).pointee.load(ordering: .relaxed)
    }

    /// The bit of one call.
    ///
    /// - Parameters:
    ///   - callID: The call.
    ///   - slots: The records of the ring.
    /// - Returns: The bit, which is the call's own until it is answered.
    public func cancellationBit(callID: UInt32, slots: Int) -> CancellationBit {
        let place = Int(callID & (UInt32(truncatingIfNeeded: slots) &- 1)) & 1023
        return unsafe CancellationBit(word: word64(384 &+ place / 64 &* 8), mask: 1 &<< UInt64(place % 64))
    }

    /// Whether the offsets above, which have to be inlinable, are those of the C contract.
    package static var matchesContract: Bool {
        MemoryLayout<outboard_lane_control>.offset(of: \.wake_at) == 0
            && MemoryLayout<outboard_lane_control>.offset(of: \.wait_state) == 4
            && MemoryLayout<outboard_lane_control>.offset(of: \.poll_nanoseconds) == 8
            && MemoryLayout<outboard_lane_control>.offset(of: \.run_on) == 16
            && MemoryLayout<outboard_lane_control>.offset(of: \.taken) == 128
            && MemoryLayout<outboard_lane_control>.offset(of: \.space_wake_at) == 132
            && MemoryLayout<outboard_lane_control>.offset(of: \.calls) == 256
            && MemoryLayout<outboard_lane_control>.offset(of: \.parks) == 264
            && MemoryLayout<outboard_lane_control>.offset(of: \.bells) == 272
            && MemoryLayout<outboard_lane_control>.offset(of: \.busy_call_id) == 280
            && MemoryLayout<outboard_lane_control>.offset(of: \.busy_method) == 284
            && MemoryLayout<outboard_lane_control>.offset(of: \.cancelled) == 384
    }
}
