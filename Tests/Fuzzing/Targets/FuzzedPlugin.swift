import COutboard
import OutboardRing
import OutboardSystem

@testable import OutboardCore

/// A plugin's end of one lane, that does what it is told.
final class FuzzedPlugin {
    /// Whether everything so far was what the contract allows.
    private(set) var isHonest = true

    private let writable: Mapping
    private let bell: Int32
    private let memory: LaneMemory
    private var requests: RingConsumer
    private var replies: RingProducer
    /// The host's words about the lane.
    private let host: LaneControl
    /// Calls that were taken and not answered.
    private var taken: [UInt32] = []
    /// Calls for which it has asked for an attachment.
    private var asked: Set<UInt32> = []
    /// What it got: bytes, or none.
    private let lent: Locked<[UInt32: Int]>
    /// The reply ring's position after the last reply that used the bulk area.
    private var bulkReply: UInt32?

    init(writable: consuming Mapping, segments: SegmentPair, bell: Int32, lane: Int, lent: Locked<[UInt32: Int]>) {
        self.memory = LaneMemory(segment: writable.base, geometry: segments.geometry, lane: lane)
        self.writable = writable
        self.bell = bell
        self.host = segments.hostLane(lane).control
        self.requests = segments.hostLane(lane).consumer()
        self.replies = memory.producer()
        self.lent = lent
    }

    /// A call is over; the plugin may go on with it all the same.
    func forget(_ callID: UInt32) {
        lent.withLock { $0[callID] = nil }
        asked.remove(callID)
    }

    /// Does one thing.
    func step(_ choice: Int, _ input: inout FuzzInput) {
        switch choice {
        case 0: takeRequest()
        case 1, 2: answer(&input)
        case 3: askForRoom(&input)
        case 4:
            takeRequest()
            answer(&input)
        case 5: bend(&input)
        case 6: scribble(&input)
        default: Bell.ring(bell)
        }
    }

    // MARK: As the contract has it

    private func takeRequest() {
        guard requests.isReady else { return }
        let header = requests.copyHeader()
        requests.advance()
        if header.kind == .oneWay {
            memory.control.taken = requests.position
        } else {
            taken.append(header.callID)
        }
    }

    private func publish(
        _ kind: RecordKind, _ callID: UInt32, method: UInt16 = 0, _ payload: PayloadClass, length: Int = 0,
        reference: Int? = nil
    ) {
        if let reference { replies.body.storeBytes(of: UInt64(reference), as: UInt64.self) }
        replies.publish(
            RecordHeader(
                kind: kind, callID: callID, method: method, flags: payload.rawValue, length: UInt16(length),
                credit: UInt16(truncatingIfNeeded: requests.position)))
        if host.asksForBell(at: replies.position &- 1) { Bell.ring(bell) }
    }

    private func answer(_ input: inout FuzzInput) {
        guard !taken.isEmpty else { return }
        let place = input.below(taken.count)
        let callID = taken[place]
        let room = lent.withLock { $0[callID] }
        // The host has not taken the wish yet.
        if asked.contains(callID), room == nil { return }
        taken.remove(at: place)
        if room == 0 { return publish(.error, callID, method: 0xfffc, .inline) }
        let kind: RecordKind = input.byte() & 7 == 0 ? .error : .reply
        if let room { return publish(kind, callID, .attachment, reference: input.below(room + 1)) }
        switch input.byte() & 3 {
        case 1:
            fill(replies.block, input.take(input.below(65)))
            publish(kind, callID, .block, length: input.below(65))
        case 2 where bulkReply.map({ Int32(bitPattern: host.taken &- $0) >= 0 }) ?? true:
            bulkReply = replies.position &+ 1
            let count = input.below(4097)
            memory.bulk.storeBytes(of: UInt32(truncatingIfNeeded: count - 4), as: UInt32.self)
            publish(kind, callID, .bulk, reference: count)
        default:
            fill(replies.body, input.take(input.below(49)))
            publish(kind, callID, .inline, length: input.below(49))
        }
    }

    private func askForRoom(_ input: inout FuzzInput) {
        guard let callID = taken.first(where: { !asked.contains($0) }) else { return }
        asked.insert(callID)
        publish(.lease, callID, .attachment, reference: input.below(1 << 16) * (input.byte() & 7 == 0 ? 64 : 1))
    }

    private func fill(_ target: UnsafeMutableRawPointer, _ bytes: [UInt8]) {
        target.copyMemory(from: bytes, byteCount: bytes.count)
    }

    // MARK: As it has not

    /// Publishes a record in which any field may be wrong.
    private func bend(_ input: inout FuzzInput) {
        isHonest = false
        let callID = taken.isEmpty ? 0 : taken[input.below(taken.count)]
        let kinds: [UInt8] = [2, 2, 3, 11, 4, input.byte()]
        let header = RecordHeader(
            kind: RecordKind(rawValue: kinds[input.below(kinds.count)]), callID: input.near(callID),
            method: input.near(UInt16(0)), flags: input.near(UInt8(input.byte() & 3)), length: input.near(UInt16(0)),
            credit: input.near(UInt16(truncatingIfNeeded: requests.position)))
        replies.body.storeBytes(of: input.near(UInt64(4096)), as: UInt64.self)
        fill(replies.block, input.take(input.below(65)))
        replies.publish(header)
    }

    /// Writes a word anywhere in the lane: into its words, its records or its blocks.
    private func scribble(_ input: inout FuzzInput) {
        isHonest = false
        let words = memory.geometry.blocksOffset / 4 + memory.geometry.slots * memory.geometry.blockBytes / 4
        // The control words come first in a lane.
        let place = input.byte() & 1 == 0 ? [0, 1, 32, 33][input.below(4)] : input.below(words)
        let near = input.byte() & 1 == 0 ? replies.position : requests.position
        (memory.records - Int(OUTBOARD_LANE_CONTROL_BYTES) + place * 4).storeBytes(
            of: input.near(near), as: UInt32.self)
        if input.byte() & 7 == 0 { replies.publish(RecordHeader(kind: .reply, callID: 0)) }
    }
}
