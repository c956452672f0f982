internal import COutboard

/// Where one lane lies in one mapped segment.
@safe
public struct LaneMemory: @unchecked Sendable {
    /// The control words.
    public let control: LaneControl
    /// First record of the ring.
    public let records: UnsafeMutableRawPointer
    /// First block.
    public let blocks: UnsafeMutableRawPointer
    /// The bulk area.
    public let bulk: UnsafeMutableRawPointer
    /// The sizes.
    public let geometry: Geometry

    /// Locates a lane.
    ///
    /// - Parameters:
    ///   - segment: Start of a mapping of `geometry.segmentBytes` bytes. It need not be writable.
    ///   - geometry: The sizes from the handshake.
    ///   - index: Less than `geometry.lanes`.
    @unsafe
    public init(segment: UnsafeMutableRawPointer, geometry: Geometry, lane index: Int) {
        let lane = unsafe segment + geometry.laneOffset(index)
        unsafe self.control = LaneControl(lane)
        unsafe self.records = lane + Int(OUTBOARD_LANE_CONTROL_BYTES)
        unsafe self.blocks = lane + geometry.blocksOffset
        unsafe self.bulk = segment + geometry.bulkOffset(index)
        self.geometry = geometry
    }

    /// The writing end of this lane's ring.
    ///
    /// At most one exists, in the process that writes the segment.
    public func producer() -> RingProducer {
        unsafe RingProducer(
            records: records, blocks: blocks, slots: geometry.slots, blockBytes: geometry.blockBytes)
    }

    /// The reading end of this lane's ring.
    ///
    /// - Parameter position: Where to start; 0 on fresh memory.
    /// - Returns: The consumer.
    public func consumer(at position: UInt32 = 0) -> RingConsumer {
        unsafe RingConsumer(
            records: UnsafeRawPointer(records), blocks: UnsafeRawPointer(blocks), slots: geometry.slots,
            blockBytes: geometry.blockBytes, position: position)
    }
}
