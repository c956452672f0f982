public import Synchronization

/// The writing end of a ring of 64-byte records, one payload block per slot.
///
/// A ring has one producer and one consumer, which may live in different processes. The producer fills the slot at its
/// position (`body`, `block`) and publishes it: the stamp, which equals the low 32 bits of position + 1, is stored last.
/// The producer does not look at the consumer: the caller keeps `position - taken` within `slots`, where `taken` is what
/// the consumer reported.
///
/// Not thread-safe; costs no system call, allocation or reference count.
@safe
public struct RingProducer: ~Copyable, @unchecked Sendable {
    @usableFromInline let records: UnsafeMutableRawPointer
    @usableFromInline let blocks: UnsafeMutableRawPointer
    @usableFromInline let mask: UInt32
    /// Bytes of a slot's block.
    public let blockBytes: Int
    /// Low 32 bits of the count of records published so far.
    @inlinable public var position: UInt32 { published }
    @usableFromInline var published: UInt32

    /// Binds a producer to the memory of a ring.
    ///
    /// - Parameters:
    ///   - records: `slots` records, `Record.stride` bytes apart and aligned to 64, writable for as long as the producer lives.
    ///   - blocks: `slots` blocks.
    ///   - slots: A power of two.
    ///   - blockBytes: Bytes of each block.
    ///   - position: Where to start; 0 on fresh memory, which is zero.
    @unsafe
    public init(
        records: UnsafeMutableRawPointer, blocks: UnsafeMutableRawPointer, slots: Int, blockBytes: Int,
        position: UInt32 = 0
    ) {
        unsafe self.records = records
        unsafe self.blocks = blocks
        self.mask = UInt32(truncatingIfNeeded: slots) &- 1
        self.blockBytes = blockBytes
        self.published = position
    }

    /// Records of the ring.
    @inlinable public var slots: Int { Int(mask) &+ 1 }

    @inlinable var slot: Int { Int(published & mask) }

    /// The 48 bytes of the body of the slot to publish next.
    @inlinable public var body: UnsafeMutableRawPointer {
        unsafe records + (slot &* Record.stride &+ 16)
    }

    /// The block of the slot to publish next.
    @inlinable public var block: UnsafeMutableRawPointer {
        unsafe blocks + slot &* blockBytes
    }

    /// Copies bytes to the start of the body of the slot to publish next, in whole words.
    ///
    /// - Parameters:
    ///   - source: At least `byteCount` bytes, rounded up to 8; aligned to 8.
    ///   - byteCount: At most 48.
    @unsafe @inlinable
    public func fillBody(from source: UnsafeRawPointer, byteCount: Int) {
        var offset = 0
        while offset < byteCount {
            unsafe body.storeBytes(
                of: source.load(fromByteOffset: offset, as: UInt64.self), toByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
    }

    /// Where the record some slots ahead lies; only to be fetched in advance.
    @inlinable
    public func record(ahead distance: UInt32) -> UnsafeRawPointer {
        unsafe UnsafeRawPointer(records + Int((published &+ distance) & mask) &* Record.stride)
    }

    /// Publishes the slot at the current position; what was written to its body and block becomes visible with it.
    @inlinable
    public mutating func publish(_ header: RecordHeader) {
        let record = unsafe records + slot &* Record.stride
        unsafe record.storeBytes(of: header.word, toByteOffset: 8, as: UInt64.self)
        published &+= 1
        // Release: pairs with the acquire in RingConsumer.isReady. Whoever sees the stamp sees the bytes behind it; and the
        // call's identity with it, in the same store.
        unsafe record.assumingMemoryBound(to: Atomic<UInt64>.self).pointee.store(
            UInt64(published) | UInt64(header.callID) &<< 32, ordering: .releasing)
    }

    /// Publishes a whole record whose payload, if any, is inline.
    @inlinable
    public mutating func publish(_ record: Record) {
        unsafe body.storeBytes(of: record.body.0, toByteOffset: 0, as: UInt64.self)
        unsafe body.storeBytes(of: record.body.1, toByteOffset: 8, as: UInt64.self)
        unsafe body.storeBytes(of: record.body.2, toByteOffset: 16, as: UInt64.self)
        unsafe body.storeBytes(of: record.body.3, toByteOffset: 24, as: UInt64.self)
        unsafe body.storeBytes(of: record.body.4, toByteOffset: 32, as: UInt64.self)
        unsafe body.storeBytes(of: record.body.5, toByteOffset: 40, as: UInt64.self)
        publish(record.header)
    }
}
