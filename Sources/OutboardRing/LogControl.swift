internal import COutboard
public import Synchronization

/// The words that the writer of a segment keeps about the log ring.
///
/// A view of shared memory: a plain pointer that is valid for as long as the segment is mapped. Words of P may hold
/// anything.
@safe
public struct LogControl: @unchecked Sendable {
    @usableFromInline let base: UnsafeMutableRawPointer

    /// Binds to the log words of a segment.
    @unsafe
    public init(_ base: UnsafeMutableRawPointer) {
        unsafe self.base = base
    }

    func word64(_ offset: Int) -> UnsafePointer<Atomic<UInt64>> {
        unsafe UnsafePointer((base + offset).assumingMemoryBound(to: Atomic<UInt64>.self))
    }

    @inlinable
    func word32(_ offset: Int) -> UnsafePointer<Atomic<UInt32>> {
        unsafe UnsafePointer((base + offset).assumingMemoryBound(to: Atomic<UInt32>.self))
    }

    /// Count of bytes that were published, in P, or taken, in H.
    ///
    /// Acquire and release: the published bytes are there when the count is seen, and the taken ones may be overwritten.
    public var position: UInt64 {
        get { unsafe word64(0).pointee.load(ordering: .acquiring) }
        nonmutating set { unsafe word64(0).pointee.store(newValue, ordering: .releasing) }
    }

    /// Says: ring the bell when the byte at this position is published.
    ///
    /// Followed by a full fence and a second look at the position. The fence pairs with the one in
    /// `asksForBell(first:next:)`: either the sleeper sees the bytes or the publisher sees the word.
    public func arm(at position: UInt64) {
        unsafe word64(8).pointee.store(position, ordering: .relaxed)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// Whether the host, whose words these are, sleeps until one of the bytes in `first ..< next`, which have just been
    /// published.
    public func asksForBell(first: UInt64, next: UInt64) -> Bool {
        // Full fence between the store of the position and this load; pairs with the fence in `arm(at:)`.
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        return unsafe word64(8).pointee.load(ordering: .relaxed) &- first < next &- first
    }

    /// Records that found no room, in P.
    public var dropped: UInt64 {
        get { unsafe word64(16).pointee.load(ordering: .relaxed) }
        nonmutating set { unsafe word64(16).pointee.store(newValue, ordering: .relaxed) }
    }

    /// The lowest level that the host wants, in H.
    @inlinable public var level: UInt32 {
        get { unsafe word32(128).pointee.load(ordering: .relaxed) }
        nonmutating set { unsafe word32(128).pointee.store(newValue, ordering: .relaxed) }
    }

    /// Whether the offsets above are those of the C contract.
    package static var matchesContract: Bool {
        MemoryLayout<outboard_log_control>.offset(of: \.position) == 0
            && MemoryLayout<outboard_log_control>.offset(of: \.wake_at) == 8
            && MemoryLayout<outboard_log_control>.offset(of: \.dropped) == 16
            && MemoryLayout<outboard_log_control>.offset(of: \.level) == 128
    }
}
