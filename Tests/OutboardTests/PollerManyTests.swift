import Glibc
import OutboardSystem
import Testing

@testable import Outboard

/// Many bells rung, and many events awaited, with one system call.
@Suite("A poller for many")
struct PollerManyTests {
    @Test("rings bells with its next wait", arguments: Way.usable)
    func ringing(way: Way) throws {
        let poller = try way.poller()
        let bells = try (0..<20).map { _ in try HeldBell() }
        for (index, bell) in bells.enumerated() { try poller.add(bell.raw, [.input, .edge], token: UInt64(index)) }
        for _ in 0..<3 {
            for bell in bells { poller.ring(bell.raw) }
            let told = poller.tokens { Set($0).count == 20 }
            #expect(told.sorted() == (0..<20).map { UInt64($0) })
            #expect(poller.tokens().isEmpty)
        }
    }

    @Test("rings more bells than its ring has entries, without a wait", arguments: Way.usable)
    func flushing(way: Way) throws {
        let poller = try way.poller()
        let other = try Way.epoll.poller()
        let bells = try (0..<300).map { _ in try HeldBell() }
        for (index, bell) in bells.enumerated() { try other.add(bell.raw, [.input, .edge], token: UInt64(index)) }
        for _ in 0..<3 {
            for bell in bells { poller.ring(bell.raw) }
            poller.flush()
            #expect(other.tokens(room: 512) == (0..<300).map { UInt64($0) })
            poller.flush()
            #expect(poller.tokens().isEmpty)
            #expect(other.tokens(room: 512).isEmpty)
        }
    }

    @Test("rings a bell whose counter is full, like any other", arguments: Way.usable)
    func full(way: Way) throws {
        let poller = try way.poller()
        let bells = try (0..<2).map { _ in try HeldBell() }
        var most = UInt64.max - 1
        #expect(write(bells[0].raw, &most, MemoryLayout<UInt64>.size) == MemoryLayout<UInt64>.size)
        try poller.add(bells[1].raw, [.input, .edge], token: 1)
        for _ in 0..<3 {
            for bell in bells { poller.ring(bell.raw) }
            #expect(poller.tokens(within: 10_000_000_000) == [1])
        }
    }

    @Test("waits for as many events as are wanted", arguments: Way.rings)
    func many(way: Way) throws {
        let poller = try way.poller()
        let bells = try (0..<8).map { _ in try HeldBell() }
        for (index, bell) in bells.enumerated() { try poller.add(bell.raw, [.input, .edge], token: UInt64(index)) }
        #expect(poller.tokens().isEmpty)
        try DedicatedThread.start(named: "ringer") {
            for bell in bells {
                usleep(5000)
                bell.ring()
            }
        }
        #expect(poller.events(within: 20_000_000_000, wanted: 8).count == 8)
    }

    @Test("tells of fewer events when the time is over", arguments: Way.usable)
    func fewer(way: Way) throws {
        let poller = try way.poller()
        let bells = try (0..<3).map { _ in try HeldBell() }
        for (index, bell) in bells.enumerated() { try poller.add(bell.raw, [.input, .edge], token: UInt64(index)) }
        bells[0].ring()
        bells[2].ring()
        #expect(poller.events(within: 20_000_000, wanted: 3).map(\.token).sorted() == [0, 2])
        #expect(poller.events(within: 1_000_000, wanted: 3).isEmpty)
    }
}
