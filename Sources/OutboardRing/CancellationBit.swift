internal import Synchronization

/// Where the host says that it no longer waits for the answer of a call.
///
/// A view of shared memory, valid for as long as the segment is mapped. Any number of threads may look at it.
@safe
public struct CancellationBit: @unchecked Sendable {
    private let word: UnsafePointer<Atomic<UInt64>>
    private let mask: UInt64

    init(word: UnsafePointer<Atomic<UInt64>>, mask: UInt64) {
        unsafe self.word = word
        self.mask = mask
    }

    /// Whether it is set: one load, of a line that is written only when a call is given up or its late answer taken.
    ///
    /// Acquire: pairs with the release in `LaneControl.setCancelled(word:to:)`. Once the call is answered the bit is
    /// another's; whoever sees it set for that one also sees what came before the answer.
    public var isSet: Bool {
        unsafe word.pointee.load(ordering: .acquiring) & mask != 0
    }
}
