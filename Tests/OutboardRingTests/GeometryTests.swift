import COutboard
import OutboardRing
import Testing

@Suite struct GeometryTests {
    @Test func `accepts the bounds of each size`() {
        #expect(Geometry(lanes: 1, slots: 2, blockBytes: 64, bulkBytes: 0) != nil)
        #expect(Geometry(lanes: 64, slots: 1024, blockBytes: 32_768, bulkBytes: 1 << 30) != nil)
        #expect(Geometry(lanes: 1)?.slots == 64)
    }

    @Test(arguments: [0, -1, 65, Int.max, Int.min, 1 << 32 + 1])
    func `refuses lanes out of bounds`(_ lanes: Int) {
        #expect(Geometry(lanes: lanes) == nil)
    }

    @Test(arguments: [0, 1, 3, 5, 63, 65, 1023, 2048, -2, Int.max, Int.min, 1 << 32 + 64])
    func `refuses slots that are out of bounds or no power of two`(_ slots: Int) {
        #expect(Geometry(lanes: 1, slots: slots) == nil)
    }

    @Test(arguments: [0, 1, 63, 65, 100, 32_767, 32_832, 65_536, -64, Int.max, Int.min, 1 << 32 + 64])
    func `refuses blocks that are out of bounds or unaligned`(_ bytes: Int) {
        #expect(Geometry(lanes: 1, blockBytes: bytes) == nil)
    }

    @Test(arguments: [1, 64, 4095, 4097, 1 << 30 + 1, 1 << 30 + 4096, -4096, Int.max, Int.min])
    func `refuses bulk areas that are out of bounds or unaligned`(_ bytes: Int) {
        #expect(Geometry(lanes: 1, bulkBytes: bytes) == nil)
    }

    @Test(arguments: [-1, 1, 2048, 4095, 4097, 12_288, 1 << 25, 1 << 32])
    func `refuses log rings that are out of bounds or no power of two`(_ bytes: Int) {
        #expect(Geometry(lanes: 1, logBytes: bytes) == nil)
    }

    @Test func `survives the way through the contract`() throws {
        for geometry in Self.samples {
            #expect(Geometry(geometry.contract) == geometry)
        }
    }

    @Test func `computes what the C contract computes`() {
        for geometry in Self.samples {
            var contract = geometry.contract
            #expect(geometry.segmentBytes == Int(outboard_segment_bytes(&contract)))
            #expect(geometry.blocksOffset == Int(outboard_blocks_offset(&contract)))
            #expect(geometry.logOffset == Int(outboard_log_offset(&contract)))
            #expect(geometry.fixedBytes == Int(outboard_bulk_offset(&contract, 0)))
            for lane in 0..<geometry.lanes {
                #expect(geometry.laneOffset(lane) == Int(outboard_lane_offset(&contract, UInt32(lane))))
                #expect(geometry.bulkOffset(lane) == Int(outboard_bulk_offset(&contract, UInt32(lane))))
            }
        }
    }

    @Test func `keeps all areas apart, aligned and inside`() {
        for geometry in Self.samples {
            var areas: [Range<Int>] = [0..<4096, geometry.logOffset..<geometry.logOffset + geometry.logBytes]
            #expect(geometry.logOffset % 4096 == 0)
            for lane in 0..<geometry.lanes {
                let start = geometry.laneOffset(lane)
                areas.append(start..<start + 512)
                areas.append(start + 512..<start + 512 + geometry.slots * Record.stride)
                let blocks = start + geometry.blocksOffset
                areas.append(blocks..<blocks + geometry.slots * geometry.blockBytes)
                let bulk = geometry.bulkOffset(lane)
                areas.append(bulk..<bulk + geometry.bulkBytes)
                #expect(start % 4096 == 0 && blocks % 4096 == 0 && bulk % 4096 == 0)
            }
            areas = areas.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
            for (one, next) in zip(areas, areas.dropFirst()) { #expect(one.upperBound <= next.lowerBound) }
            #expect(areas.last.map { $0.upperBound <= geometry.segmentBytes } == true)
        }
    }

    @Test func `places a lane where the geometry says`() throws {
        let geometry = try #require(Geometry(lanes: 3, slots: 8, blockBytes: 192, bulkBytes: 8192))
        let memory = UnsafeMutableRawPointer.allocate(byteCount: geometry.segmentBytes, alignment: 4096)
        defer { memory.deallocate() }
        for lane in 0..<3 {
            let placed = LaneMemory(segment: memory, geometry: geometry, lane: lane)
            #expect(placed.records - memory == geometry.laneOffset(lane) + 512)
            #expect(placed.blocks - memory == geometry.laneOffset(lane) + geometry.blocksOffset)
            #expect(placed.bulk - memory == geometry.bulkOffset(lane))
            placed.control.arm(at: UInt32(lane) + 7)
            let word = memory.load(fromByteOffset: geometry.laneOffset(lane), as: UInt32.self)
            #expect(word == UInt32(lane) + 7)
            let producer = placed.producer()
            let consumer = placed.consumer()
            let sizes = [producer.slots, producer.blockBytes, consumer.slots, consumer.blockBytes]
            #expect(sizes == [8, 192, 8, 192])
        }
    }

    private static let samples: [Geometry] = {
        var found: [Geometry] = []
        for lanes in [1, 2, 3, 64] {
            for slots in [2, 4, 8, 64, 256, 1024] {
                for block in [64, 128, 192, 4096, 4160, 32_768] {
                    for bulk in [0, 4096, 1 << 20, 1 << 30] {
                        for log in [0, 4096, 1 << 24] {
                            let geometry = Geometry(
                                lanes: lanes, slots: slots, blockBytes: block, bulkBytes: bulk, logBytes: log)
                            if let geometry { found.append(geometry) }
                        }
                    }
                }
            }
        }
        return found
    }()
}
