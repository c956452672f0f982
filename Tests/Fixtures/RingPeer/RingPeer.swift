import Glibc
import OutboardRing

/// The other process of the ring tests: maps H (descriptor 3, to read) and P (descriptor 4, to write) and serves lane 0.
///
/// Arguments: `echo|scribble lanes slots blockBytes count start`. Exits 0 when it has done `count` turns.
@main
struct RingPeer {
    let lane: (host: LaneMemory, plugin: LaneMemory)
    let plugin: UnsafeMutableRawPointer
    let geometry: Geometry
    let count: Int
    let start: UInt32

    static func main() {
        alarm(120)
        let arguments = CommandLine.arguments.dropFirst().map { $0 }
        let numbers = arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 5, let start = UInt32(exactly: numbers[4]),
            let geometry = Geometry(lanes: numbers[0], slots: numbers[1], blockBytes: numbers[2], bulkBytes: 0),
            let host = mmap(nil, geometry.segmentBytes, PROT_READ, MAP_SHARED, 3, 0), host != MAP_FAILED,
            let plugin = mmap(nil, geometry.segmentBytes, PROT_READ | PROT_WRITE, MAP_SHARED, 4, 0),
            plugin != MAP_FAILED
        else { exit(2) }
        let peer = RingPeer(
            lane: (
                LaneMemory(segment: host, geometry: geometry, lane: 0),
                LaneMemory(segment: plugin, geometry: geometry, lane: 0)
            ),
            plugin: plugin, geometry: geometry, count: numbers[3], start: start)
        if arguments[0] == "echo" { peer.echo() } else { peer.scribble() }
        exit(0)
    }

    /// Sends back each record with all bits of its payload turned over.
    func echo() {
        var requests = RingConsumer(
            records: lane.host.records, blocks: lane.host.blocks, slots: geometry.slots,
            blockBytes: geometry.blockBytes,
            position: start)
        var replies = RingProducer(
            records: lane.plugin.records, blocks: lane.plugin.blocks, slots: geometry.slots,
            blockBytes: geometry.blockBytes, position: start)
        for _ in 0..<count {
            while !requests.isReady { sched_yield() }
            while Int(replies.position &- lane.host.control.taken) >= geometry.slots { sched_yield() }
            let record = requests.copyRecord()
            let length = Int(record.header.length)
            guard length <= geometry.blockBytes else { exit(3) }
            for offset in 0..<length {
                let byte = requests.block.load(fromByteOffset: offset, as: UInt8.self)
                replies.block.storeBytes(of: ~byte, toByteOffset: offset, as: UInt8.self)
            }
            requests.advance()
            lane.plugin.control.taken = requests.position
            let body = record.body
            replies.publish(
                Record(
                    header: RecordHeader(
                        kind: .reply, callID: record.header.callID, method: ~record.header.method,
                        flags: record.header.flags, length: record.header.length,
                        credit: UInt16(truncatingIfNeeded: requests.position)),
                    body: (~body.0, ~body.1, ~body.2, ~body.3, ~body.4, ~body.5)))
        }
    }

    /// Writes stamps that the reader expects, and noise everywhere else, as fast as it can.
    func scribble() {
        var state = UInt64(start) | 1
        let words = plugin.assumingMemoryBound(to: UInt64.self)
        for turn in 0..<count {
            for slot in 0..<geometry.slots {
                let record = lane.plugin.records + slot * Record.stride
                for word in 0..<8 {
                    state = state &* 0x5851_f42d_4c95_7f2d &+ 0x1405_7b7e_f767_814f
                    record.storeBytes(of: state, toByteOffset: word * 8, as: UInt64.self)
                }
                // One of the stamps that may be next.
                let stamp = UInt32(truncatingIfNeeded: state &>> 33) & 0xff
                record.storeBytes(of: stamp, as: UInt32.self)
            }
            let place = Int(truncatingIfNeeded: state &>> 20) & Int.max % (geometry.segmentBytes / 8)
            words[place] = state &+ UInt64(turn)
        }
    }
}
