import OutboardRing

/// The memory of one ring on the heap, between bytes that nobody may touch.
final class RingBytes: @unchecked Sendable {
    let slots: Int
    let blockBytes: Int
    let position: UInt32
    let records: UnsafeMutableRawPointer
    let blocks: UnsafeMutableRawPointer
    /// The words of the reading side.
    let control: LaneControl
    /// Where these words lie.
    let controlBase: UnsafeMutableRawPointer
    private let memory: UnsafeMutableRawBufferPointer
    private let edges: [Int]
    private static let edgeBytes = 512

    /// Makes a ring that looks as if `position` records had gone through it: each slot holds the stamp of the lap before.
    init(slots: Int, blockBytes: Int = 64, position: UInt32 = 0) {
        self.slots = slots
        self.blockBytes = blockBytes
        self.position = position
        let edge = Self.edgeBytes
        let sizes = [slots * Record.stride, slots * blockBytes, 512]
        memory = .allocate(byteCount: sizes.reduce(edge) { $0 + $1 + edge }, alignment: 128)
        memory.initializeMemory(as: UInt8.self, repeating: 0xa5)
        var places: [Int] = []
        var place = edge
        for size in sizes {
            UnsafeMutableRawBufferPointer(rebasing: memory[place..<place + size]).initializeMemory(
                as: UInt8.self, repeating: 0)
            places.append(place)
            place += size + edge
        }
        edges = [0] + zip(places, sizes).map { $0 + $1 }
        let base = memory.baseAddress!
        records = base + places[0]
        blocks = base + places[1]
        controlBase = base + places[2]
        control = LaneControl(controlBase)
        control.taken = position
        for step in 0..<UInt32(slots) {
            let next = position &+ step
            let slot = Int(next & UInt32(slots - 1))
            let stampBefore = next &- UInt32(slots) &+ 1
            // On fresh memory, which is zero, there was no lap before.
            if position != 0 {
                records.storeBytes(of: stampBefore, toByteOffset: slot * Record.stride, as: UInt32.self)
            }
        }
    }

    deinit {
        memory.deallocate()
    }

    func producer() -> RingProducer {
        RingProducer(records: records, blocks: blocks, slots: slots, blockBytes: blockBytes, position: position)
    }

    func consumer() -> RingConsumer {
        RingConsumer(records: records, blocks: blocks, slots: slots, blockBytes: blockBytes, position: position)
    }

    /// Whether a reader that starts now sees a record.
    var isReady: Bool {
        let consumer = consumer()
        return consumer.isReady
    }

    /// Whether nothing was written in front of, between and behind the areas.
    var edgesAreIntact: Bool {
        edges.allSatisfy { place in memory[place..<place + Self.edgeBytes].allSatisfy { $0 == 0xa5 } }
    }
}
