import COutboard
import OutboardRing
import OutboardSystem
import Testing

@Suite struct LaneControlTests {
    private let ring = RingBytes(slots: 2)
    private var control: LaneControl { ring.control }
    /// The words as C sees them.
    private var contract: outboard_lane_control { ring.controlBase.load(as: outboard_lane_control.self) }

    @Test func `asks for the bell at the armed position alone`() {
        for position: UInt32 in [0, 1, 0x7fff_ffff, 0x8000_0000, .max - 1, .max] {
            control.arm(at: position)
            #expect(control.asksForBell(at: position))
            #expect(!control.asksForBell(at: position &+ 1))
            #expect(!control.asksForBell(at: position &- 1))
            #expect(!control.asksForBell(at: position ^ 0x8000_0000))
        }
    }

    @Test func `asks for the bell within a range of positions, over the wrap as well`() {
        let starts: [UInt32] = [0, 5, .max - 3, .max]
        for first in starts {
            for length: UInt32 in [0, 1, 2, 4, 1024] {
                let next = first &+ length
                for distance in -5...1030 {
                    let armed = first &+ UInt32(bitPattern: Int32(distance))
                    control.arm(at: armed)
                    let expected = distance >= 0 && distance < Int(length)
                    #expect(control.asksForBell(first: first, next: next) == expected)
                }
            }
        }
    }

    @Test func `an empty range never asks`() {
        for position: UInt32 in [0, 1, .max] {
            control.arm(at: position)
            #expect(!control.asksForBell(first: position, next: position))
        }
    }

    @Test func `keeps its words where the C contract has them`() {
        control.arm(at: 11)
        control.setParked(true)
        control.taken = 22
        for _ in 0..<3 { control.countPark() }
        for _ in 0..<4 { control.countBell() }
        control.beginCall(id: 0xdead_beef, method: 0xffff)
        var words = contract
        #expect(words.wake_at == 11)
        #expect(words.wait_state == UInt32(OUTBOARD_WAIT_PARKED))
        #expect(words.taken == 22)
        #expect(words.parks == 3 && control.parks == 3)
        #expect(words.bells == 4 && control.bells == 4)
        #expect(words.busy_call_id == 0xdead_beef)
        #expect(words.busy_method == 0x1_0000)
        #expect(words.calls == 0 && words.space_wake_at == 0)
        control.endCall()
        control.setParked(false)
        words = contract
        #expect(words.busy_call_id == 0 && words.busy_method == 0)
        #expect(words.wait_state == UInt32(OUTBOARD_WAIT_RUNNING))
        #expect(ring.edgesAreIntact)
    }

    @Test(arguments: [0, UInt32.max - 25_000])
    func `no wake-up is lost between arming and publishing`(_ position: UInt32) async throws {
        let ring = RingBytes(slots: 2, position: position)
        let bell = try Bell()
        let waits = try Epoll()
        try waits.add(bell.raw, [.input, .edge], token: 1)
        let (bellNumber, waitsNumber) = (bell.raw, waits.raw)
        let count = 50_000
        async let produced: Void = Threads.run {
            var producer = ring.producer()
            var patience = Patience()
            for number in 0..<count {
                while Int(producer.position &- ring.control.taken) >= 2 { patience.wait() }
                for _ in 0..<number % 97 { Spin.pause() }
                let place = producer.position
                producer.publish(Pattern(number).header(length: 0))
                if ring.control.asksForBell(at: place) { Bell.ring(bellNumber) }
            }
        }
        async let lost = Threads.run {
            var consumer = ring.consumer()
            var lost = 0
            for number in 0..<count {
                for _ in 0..<number % 89 where !consumer.isReady { Spin.pause() }
                while !consumer.isReady {
                    ring.control.arm(at: consumer.position)
                    if consumer.isReady { break }
                    let token = Epoll.park(waitsNumber, timeoutNanoseconds: 20_000_000_000)
                    if token != 1 { lost += 1 }
                }
                if consumer.copyHeader() != Pattern(number).header(length: 0) { lost += 1 }
                consumer.advance()
                ring.control.taken = consumer.position
            }
            return lost
        }
        try await produced
        #expect(try await lost == 0)
        // Both are open until here.
        _ = (bell.raw, waits.raw)
    }
}
