import Glibc
import OutboardSystem
import Testing

@testable import Outboard

@Suite("A poller with much to tell")
struct PollerLoadTests {
    @Test("watches a thousand descriptors", arguments: Way.usable)
    func thousand(way: Way) throws {
        try allowDescriptors(4096)
        let poller = try way.poller(descriptors: 1000)
        let bells = try (0..<1000).map { _ in try HeldBell() }
        for (index, bell) in bells.enumerated() { try poller.add(bell.raw, [.input, .edge], token: UInt64(index)) }
        #expect(poller.tokens().isEmpty)
        for _ in 0..<3 {
            for bell in bells { bell.ring() }
            let told = poller.tokens { $0.count >= 1000 }
            #expect(told.sorted() == Array(0..<1000))
            #expect(poller.tokens().isEmpty)
        }
        for bell in bells { try poller.remove(bell.raw) }
        for bell in bells { bell.ring() }
        #expect(poller.tokens().isEmpty)
    }

    @Test("loses nothing when the kernel has more to tell than there is room", arguments: Way.usable)
    func overflow(way: Way) throws {
        try allowDescriptors(4096)
        // Room for 8 completions.
        let poller = try way.poller(descriptors: 4)
        let bells = try (0..<500).map { _ in try HeldBell() }
        let pipes = try (0..<50).map { _ in try HeldPipe() }
        for (index, bell) in bells.enumerated() { try poller.add(bell.raw, [.input, .edge], token: UInt64(index)) }
        for (index, pipe) in pipes.enumerated() { try poller.add(pipe.readEnd, .input, token: UInt64(500 + index)) }
        for _ in 0..<5 {
            for bell in bells { bell.ring() }
            for pipe in pipes { pipe.write() }
            let told = poller.tokens { Set($0).count == 550 }
            #expect(Set(told) == Set(0..<550))
            for pipe in pipes { pipe.read() }
            // Bells may be told once more than they rang. Then there is silence.
            let rests = (0..<1000).lazy.map { _ in poller.tokens(within: 1_000_000).isEmpty }
            #expect(rests.contains(true))
        }
    }

    @Test("does not let one that always has something starve the others", arguments: Way.usable)
    func fairness(way: Way) throws {
        let poller = try way.poller()
        let pipes = try (0..<64).map { _ in try HeldPipe() }
        for (index, pipe) in pipes.enumerated() {
            try poller.add(pipe.readEnd, .input, token: UInt64(index))
            pipe.write()
        }
        // Nobody reads: each has something all the time. Sixteen waits of eight are two rounds.
        let told = (0..<16).flatMap { _ in poller.tokens(within: 10_000_000_000, room: 8) }
        #expect(Set(told) == Set(0..<64))
    }

    @Test("tells everything again after a completion was lost", arguments: Way.rings)
    func lost(way: Way) throws {
        let poller = try way.poller()
        let bells = try (0..<100).map { _ in try HeldBell() }
        for (index, bell) in bells.enumerated() { try poller.add(bell.raw, [.input, .edge], token: UInt64(index)) }
        for bell in bells.prefix(50) { bell.ring() }
        _ = poller.tokens { $0.count >= 50 }
        poller.rearm()
        #expect(poller.tokens { $0.count >= 50 }.sorted() == Array(0..<50))
        #expect(poller.tokens().isEmpty)
        for bell in bells { bell.ring() }
        #expect(poller.tokens { $0.count >= 100 }.sorted() == Array(0..<100))
    }

    /// Raises the limit of open descriptors, as far as this process may.
    private func allowDescriptors(_ count: Int) throws {
        var limit = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        limit.rlim_cur = min(max(limit.rlim_cur, rlim_t(count)), limit.rlim_max)
        #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    }
}
