import COutboard
import OutboardCore
import OutboardRing
import ProbeInterface
import Testing

/// What a plugin sees in H of calls that were given up; the plugin here is a test.
@Suite struct CancellationBitTests {
    /// The bits of a lane.
    private func bits(_ plugin: HostilePlugin, lane: Int = 0) -> UInt64 {
        plugin.segments.hostLane(lane).control.cancelled(word: 0)
    }

    @Test func `a bit is set when a call is given up, and cleared when its late answer is taken`() async throws {
        let plugin = try HostilePlugin(lanes: 2, slots: 4)
        defer { plugin.stop() }
        let probe = plugin.probe()
        var requests = plugin.segments.hostLane(0).consumer()
        var replies = plugin.replies()
        for _ in 0..<10 {
            let code = try await Threads.run { Caught.error { try probe.timeout(.milliseconds(1)).null() }?.code }
            #expect(code == .timeout)
            let isThere = requests.isReady
            #expect(isThere)
            let header = requests.copyHeader()
            requests.advance()
            #expect(bits(plugin) == 1 << UInt64(header.callID % 4))
            #expect(plugin.segments.hostLane(0).control.cancellationBit(callID: header.callID, slots: 4).isSet)
            plugin.publish(.done(header, credit: UInt16(requests.position)), to: &replies)
            #expect(plugin.channel.stuckCalls().isEmpty)
            #expect(bits(plugin) == 0)
        }
        #expect(plugin.violations.isEmpty)
    }

    @Test func `the bit of a cancelled task's call stays until it is answered`() async throws {
        let plugin = try HostilePlugin(lanes: 2, slots: 4)
        defer { plugin.stop() }
        let probe = plugin.probe()
        var requests = plugin.segments.hostLane(1).consumer()
        var replies = plugin.replies(1)
        var headers: [RecordHeader] = []
        for count in 1...3 {
            let task = Task { try await probe.failLater(milliseconds: 0) }
            while !requests.isReady { await Task.yield() }
            headers.append(requests.copyHeader())
            requests.advance()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(bits(plugin, lane: 1).nonzeroBitCount == count)
        }
        #expect(plugin.channel.stuckCalls().map(\.method) == Array(repeating: "failLater(milliseconds:)", count: 3))
        for (index, header) in headers.enumerated() {
            plugin.publish(.done(header, credit: 3), to: &replies, lane: 1)
            for _ in 0..<2000 where bits(plugin, lane: 1).nonzeroBitCount != 2 - index {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(bits(plugin, lane: 1).nonzeroBitCount == 2 - index)
            #expect(plugin.channel.stuckCalls().count == 2 - index)
        }
    }

    @Test func `the function in the header finds the bit that the host sets`() throws {
        for slots in [2, 64, 1024] {
            let memory = UnsafeMutablePointer<outboard_lane_control>.allocate(capacity: 1)
            memory.initialize(to: outboard_lane_control())
            defer { memory.deallocate() }
            let control = LaneControl(memory)
            var sizes = try #require(Geometry(lanes: 1, slots: slots)).contract
            for callID in [0, 1, 5, 63, 64, 700, 1023, 1024, 0xffff_ffff] as [UInt32] {
                let place = Int(callID) % slots
                control.setCancelled(word: place / 64, to: 1 << UInt64(place % 64))
                for other in 0..<UInt32(slots) {
                    let isIt = Int(other) == place
                    #expect((outboard_is_cancelled(memory, &sizes, other) == 1) == isIt)
                    #expect(control.cancellationBit(callID: other, slots: slots).isSet == isIt)
                }
                #expect(outboard_is_cancelled(memory, &sizes, callID) == 1)
                #expect(control.cancellationBit(callID: callID, slots: slots).isSet)
                control.setCancelled(word: place / 64, to: 0)
            }
        }
    }
}
