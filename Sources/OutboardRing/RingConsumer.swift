public import Synchronization

/// The reading end of a ring of 64-byte records, one payload block per slot.
///
/// The memory may belong to a hostile writer: each byte is loaded once, into private memory, and nothing read here can
/// trap or lead outside the ring. The consumer never writes to the ring.
///
/// Not thread-safe; costs no system call, allocation or reference count.
@safe
public struct RingConsumer: ~Copyable, @unchecked Sendable {
    @usableFromInline let records: UnsafeRawPointer
    @usableFromInline let blocks: UnsafeRawPointer
    @usableFromInline let mask: UInt32
    /// Bytes of a slot's block.
    public let blockBytes: Int
    /// Low 32 bits of the count of records taken so far.
    @inlinable public var position: UInt32 { taken }
    @usableFromInline var taken: UInt32

    /// Binds a consumer to the memory of a ring.
    ///
    /// - Parameters:
    ///   - records: `slots` records, `Record.stride` bytes apart and aligned to 64, readable for as long as the consumer lives.
    ///   - blocks: `slots` blocks.
    ///   - slots: A power of two.
    ///   - blockBytes: Bytes of each block.
    ///   - position: Where to start; 0 on fresh memory, which is zero.
    @unsafe
    public init(
        records: UnsafeRawPointer, blocks: UnsafeRawPointer, slots: Int, blockBytes: Int, position: UInt32 = 0
    ) {
        unsafe self.records = records
        unsafe self.blocks = blocks
        self.mask = UInt32(truncatingIfNeeded: slots) &- 1
        self.blockBytes = blockBytes
        self.taken = position
    }

    /// Records of the ring.
    @inlinable public var slots: Int { Int(mask) &+ 1 }

    @inlinable var slot: Int { Int(taken & mask) }

    @inlinable var record: UnsafeRawPointer {
        unsafe records + slot &* Record.stride
    }

    /// Whether the next record has been published.
    ///
    /// One load of a line that only the producer writes.
    @inlinable public var isReady: Bool {
        // Acquire: pairs with the release in RingProducer.publish.
        unsafe record.assumingMemoryBound(to: Atomic<UInt32>.self).pointee.load(ordering: .acquiring) == taken &+ 1
    }

    /// The first two fields of the record that lies next: its stamp in the low half, the identity of its call in the high
    /// one; in one load.
    @inlinable public var stampedCall: UInt64 {
        // Acquire: pairs with the release in RingProducer.publish.
        unsafe record.assumingMemoryBound(to: Atomic<UInt64>.self).pointee.load(ordering: .acquiring)
    }

    /// What `stampedCall` is when the next record has been published and concerns a call.
    @inlinable
    public func expected(callID: UInt32) -> UInt64 {
        UInt64(taken &+ 1) | UInt64(callID) &<< 32
    }

    /// Whether the record after the next has been published as well.
    @inlinable public var isFollowed: Bool {
        let following = unsafe records + Int((taken &+ 1) & mask) &* Record.stride
        return unsafe following.assumingMemoryBound(to: Atomic<UInt32>.self).pointee.load(ordering: .relaxed)
            == taken &+ 2
    }

    /// Copies the next record, which must be ready, into private memory: one load for each word.
    @inlinable
    public func copyRecord() -> Record {
        // Relaxed atomics rather than plain loads: the compiler may neither repeat nor split them, so a writer that
        // changes the bytes meanwhile is seen once.
        let words = unsafe record.assumingMemoryBound(to: Atomic<UInt64>.self)
        let callID = unsafe (record + 4).assumingMemoryBound(to: Atomic<UInt32>.self).pointee.load(ordering: .relaxed)
        return Record(
            header: RecordHeader(callID: callID, word: unsafe words[1].load(ordering: .relaxed)),
            body: (
                unsafe words[2].load(ordering: .relaxed),
                unsafe words[3].load(ordering: .relaxed),
                unsafe words[4].load(ordering: .relaxed),
                unsafe words[5].load(ordering: .relaxed),
                unsafe words[6].load(ordering: .relaxed),
                unsafe words[7].load(ordering: .relaxed)
            ))
    }

    /// Copies the header of the next record, which must be ready, into private memory: two loads.
    @inlinable
    public func copyHeader() -> RecordHeader {
        // Relaxed atomics, for the reason given in `copyRecord()`.
        let callID = unsafe (record + 4).assumingMemoryBound(to: Atomic<UInt32>.self).pointee.load(ordering: .relaxed)
        let word = unsafe (record + 8).assumingMemoryBound(to: Atomic<UInt64>.self).pointee.load(ordering: .relaxed)
        return RecordHeader(callID: callID, word: word)
    }

    /// The word of the next record, which must be ready, that holds all of its header but the call: one load.
    @inlinable public var headerWord: UInt64 {
        unsafe (record + 8).assumingMemoryBound(to: Atomic<UInt64>.self).pointee.load(ordering: .relaxed)
    }

    /// Copies the body of the next record, which must be ready, into private memory: six loads.
    ///
    /// - Parameter target: 48 bytes, aligned to 8.
    @unsafe @inlinable @inline(__always)
    public func copyBody(to target: UnsafeMutableRawPointer) {
        let source = unsafe (record + 16).assumingMemoryBound(to: Atomic<UInt64>.self)
        let words = unsafe target.assumingMemoryBound(to: UInt64.self)
        for index in 0..<6 {
            unsafe words[index] = source[index].load(ordering: .relaxed)
        }
    }

    /// The body of the next record, in the ring itself.
    ///
    /// Only for rings whose writer is trusted.
    @inlinable public var body: UnsafeRawPointer {
        unsafe record + 16
    }

    /// The header of the next record.
    ///
    /// Only for rings whose writer is trusted, where two loads agree.
    @inlinable public var header: RecordHeader {
        unsafe RecordHeader(
            callID: record.load(fromByteOffset: 4, as: UInt32.self),
            word: record.load(fromByteOffset: 8, as: UInt64.self))
    }

    /// The header of the record that was passed last.
    ///
    /// Only for rings whose writer is trusted, and while it does not publish on the slot again.
    public var passedHeader: RecordHeader {
        unsafe RecordHeader(
            callID: passedRecord.load(fromByteOffset: 4, as: UInt32.self),
            word: passedRecord.load(fromByteOffset: 8, as: UInt64.self))
    }

    /// The body of the record that was passed last, under the same conditions.
    public var passedBody: UnsafeRawPointer {
        unsafe passedRecord + 16
    }

    private var passedRecord: UnsafeRawPointer {
        unsafe records + Int((taken &- 1) & mask) &* Record.stride
    }

    /// The block of the next record.
    ///
    /// A hostile writer may change it at any time: copy it, then look at the copy.
    @inlinable public var block: UnsafeRawPointer {
        unsafe blocks + slot &* blockBytes
    }

    /// Moves past the record at the current position.
    @inlinable
    public mutating func advance() {
        taken &+= 1
    }
}
