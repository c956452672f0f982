package import COutboard

/// The sizes of both segments of a plugin.
///
/// The host chooses them and tells them in the handshake. Neither side ever takes a size from a segment.
public struct Geometry: Sendable, Hashable {
    /// Lanes of each segment, 1 to 64.
    public let lanes: Int
    /// Records of each ring: a power of two from 2 to 1,024.
    public let slots: Int
    /// Bytes of the block that belongs to each slot: a multiple of 64 from 64 to 32,768.
    public let blockBytes: Int
    /// Bytes of each lane's bulk area: a multiple of 4,096, at most 1 GiB.
    ///
    /// Zero sends everything larger than a block as an attachment. Pages are allocated up to the largest payload that
    /// was there, and stay.
    public let bulkBytes: Int
    /// Bytes of the log ring: a power of two from 4,096 to 16 MiB, or zero for none.
    public let logBytes: Int

    /// 16 MiB and what surrounds a value of that size.
    public static let defaultBulkBytes = (16 << 20) + (64 << 10)

    /// Creates a geometry, or nothing if a size is out of its bounds.
    public init?(
        lanes: Int, slots: Int = 64, blockBytes: Int = 4096, bulkBytes: Int = Self.defaultBulkBytes,
        logBytes: Int = 0
    ) {
        guard let lanes32 = UInt32(exactly: lanes), let slots32 = UInt32(exactly: slots),
            let block32 = UInt32(exactly: blockBytes), let bulk64 = UInt64(exactly: bulkBytes),
            let log32 = UInt32(exactly: logBytes)
        else { return nil }
        self.init(
            outboard_geometry(
                lanes: lanes32, slots: slots32, block_bytes: block32, log_bytes: log32, bulk_bytes: bulk64))
    }

    /// Creates a geometry from its form in the handshake, or nothing if a size is out of its bounds.
    package init?(_ contract: outboard_geometry) {
        var contract = contract
        guard unsafe outboard_geometry_is_valid(&contract) == 1 else { return nil }
        self.lanes = Int(contract.lanes)
        self.slots = Int(contract.slots)
        self.blockBytes = Int(contract.block_bytes)
        self.bulkBytes = Int(contract.bulk_bytes)
        self.logBytes = Int(contract.log_bytes)
    }

    /// The form in the handshake.
    package var contract: outboard_geometry {
        outboard_geometry(
            lanes: UInt32(truncatingIfNeeded: lanes),
            slots: UInt32(truncatingIfNeeded: slots),
            block_bytes: UInt32(truncatingIfNeeded: blockBytes),
            log_bytes: UInt32(truncatingIfNeeded: logBytes),
            bulk_bytes: UInt64(truncatingIfNeeded: bulkBytes))
    }

    /// Bytes of a segment.
    public var segmentBytes: Int {
        var contract = self.contract
        return Int(truncatingIfNeeded: unsafe outboard_segment_bytes(&contract))
    }

    /// Bytes from the start of a segment that are in use from the start: everything but the bulk areas.
    public var fixedBytes: Int {
        var contract = self.contract
        return Int(truncatingIfNeeded: unsafe outboard_bulk_offset(&contract, 0))
    }

    /// Bytes from the start of a segment to a lane.
    package func laneOffset(_ lane: Int) -> Int {
        var contract = self.contract
        return Int(truncatingIfNeeded: unsafe outboard_lane_offset(&contract, UInt32(truncatingIfNeeded: lane)))
    }

    /// Bytes from the start of a lane to its first block.
    package var blocksOffset: Int {
        var contract = self.contract
        return Int(truncatingIfNeeded: unsafe outboard_blocks_offset(&contract))
    }

    /// Bytes from the start of a segment to the log ring.
    package var logOffset: Int {
        var contract = self.contract
        return Int(truncatingIfNeeded: unsafe outboard_log_offset(&contract))
    }

    /// Bytes from the start of a segment to the bulk area of a lane.
    package func bulkOffset(_ lane: Int) -> Int {
        var contract = self.contract
        return Int(truncatingIfNeeded: unsafe outboard_bulk_offset(&contract, UInt32(truncatingIfNeeded: lane)))
    }
}
