import COutboard
import OutboardCore
import OutboardRing
import Testing

/// The constants and offsets that Swift repeats, because they have to be inlinable, are those of the headers.
@Suite struct SwiftMirrorTests {
    @Test func `each mirror says that it matches`() {
        #expect(RecordKind.matchesContract)
        #expect(PayloadClass.matchesContract)
        #expect(RecordHeader.matchesContract)
        #expect(LaneControl.matchesContract)
        #expect(LogControl.matchesContract)
    }

    @Test func `what a lane's words are set to is found in the struct`() {
        withUnsafeTemporaryAllocation(of: outboard_lane_control.self, capacity: 1) { memory in
            memory.initialize(repeating: outboard_lane_control())
            let control = LaneControl(UnsafeMutableRawPointer(memory.baseAddress!))
            control.arm(at: 0x1234_5678)
            #expect(memory[0].wake_at == 0x1234_5678)
            #expect(control.asksForBell(at: 0x1234_5678))
            #expect(!control.asksForBell(at: 0x1234_5679))
            #expect(control.asksForBell(first: 0x1234_5670, next: 0x1234_5679))
            #expect(!control.asksForBell(first: 0x1234_5670, next: 0x1234_5678))
            control.setParked(true)
            #expect(memory[0].wait_state == UInt32(OUTBOARD_WAIT_PARKED))
            control.setParked(false)
            #expect(memory[0].wait_state == UInt32(OUTBOARD_WAIT_RUNNING))
            control.taken = 77
            #expect(memory[0].taken == 77)
            control.countPark()
            control.countBell()
            control.countBell()
            #expect(memory[0].parks == 1 && memory[0].bells == 2)
            control.beginCall(id: 0x00ab_00cd, method: 0xffff)
            #expect(memory[0].busy_call_id == 0x00ab_00cd && memory[0].busy_method == 0x1_0000)
            control.endCall()
            #expect(memory[0].busy_call_id == 0 && memory[0].busy_method == 0)
        }
    }

    @Test func `what is published is found in the struct`() throws {
        let geometry = try #require(Geometry(lanes: 2, slots: 4, blockBytes: 128, bulkBytes: 4096))
        let segment = UnsafeMutableRawPointer.allocate(byteCount: geometry.segmentBytes, alignment: 4096)
        segment.initializeMemory(as: UInt8.self, repeating: 0, count: geometry.segmentBytes)
        defer { segment.deallocate() }
        var sizes = geometry.contract
        let lane = LaneMemory(segment: segment, geometry: geometry, lane: 1)
        var ring = lane.producer()
        for position in 0..<UInt32(6) {
            ring.body.storeBytes(of: UInt8(position + 1), as: UInt8.self)
            ring.block.storeBytes(of: UInt8(position + 101), as: UInt8.self)
            ring.publish(
                RecordHeader(
                    kind: .error, callID: 0x0102_0304, method: 0x0506, flags: 0x01, length: 0x0708, credit: 0x090a))
            let start = segment + Int(outboard_lane_offset(&sizes, 1))
            let slot = Int(position & 3)
            let place = start + Int(OUTBOARD_LANE_CONTROL_BYTES) + slot * Int(OUTBOARD_RECORD_STRIDE)
            let record = place.load(as: outboard_record.self)
            #expect(record.stamp == position + 1)
            #expect(record.call_id == 0x0102_0304 && record.method == 0x0506)
            #expect(Int32(record.kind) == OUTBOARD_KIND_ERROR && Int32(record.flags) == OUTBOARD_PAYLOAD_BLOCK)
            #expect(record.length == 0x0708 && record.credit == 0x090a)
            #expect(record.body.0 == UInt8(position + 1))
            let block = start + Int(outboard_blocks_offset(&sizes)) + slot * 128
            #expect(block.load(as: UInt8.self) == UInt8(position + 101))
        }
        #expect(lane.bulk == segment + Int(outboard_bulk_offset(&sizes, 1)))
    }

    @Test func `messages have the structs' fields in their places`() throws {
        let geometry = try #require(Geometry(lanes: 5))
        let hello = Hello(geometry: geometry, policy: .park, generation: 9, configuration: [1, 2, 3])
        let packet = hello.message.packet
        let length = MemoryLayout<outboard_control_header>.size + MemoryLayout<outboard_hello>.size + 3
        try #require(packet.count == length)
        packet.withUnsafeBytes { bytes in
            let header = bytes.loadUnaligned(as: outboard_control_header.self)
            #expect(header.type == UInt32(OUTBOARD_CONTROL_HELLO) && Int(header.length) == length - 8)
            let found = bytes.loadUnaligned(fromByteOffset: 8, as: outboard_hello.self)
            #expect(found.abi_version == UInt32(OUTBOARD_ABI_VERSION) && found.policy == UInt32(OUTBOARD_POLICY_PARK))
            #expect(found.generation == 9 && found.geometry.lanes == 5 && found.spin_nanoseconds == 0)
            #expect(found.configuration_length == 3 && found.configuration_attached == 0 && found.filter_follows == 0)
        }
        let attachment = AttachmentMessage(lane: 3, callID: 0x00ab_00cd, purpose: .result)
        attachment.controlMessage(byteCount: 1 << 33).payload.withUnsafeBytes { bytes in
            let found = bytes.loadUnaligned(as: outboard_attachment.self)
            #expect(found.lane == 3 && found.call_id == 0x00ab_00cd && found.length == 1 << 33 && found.reserved == 0)
            #expect(found.purpose == UInt32(OUTBOARD_ATTACHMENT_RESULT))
        }
        #expect(AttachmentMessage.Purpose.arguments.rawValue == UInt32(OUTBOARD_ATTACHMENT_ARGUMENTS))
    }

    @Test func `policies have their numbers`() {
        #expect(WaitPolicy.adaptive.value.rawValue == UInt32(OUTBOARD_POLICY_ADAPTIVE))
        #expect(WaitPolicy.spin.value.rawValue == UInt32(OUTBOARD_POLICY_SPIN))
        #expect(WaitPolicy.park.value.rawValue == UInt32(OUTBOARD_POLICY_PARK))
        #expect(WaitPolicy.handoff.value.rawValue == UInt32(OUTBOARD_POLICY_HANDOFF))
    }
}
