import Glibc
import OutboardSystem
import Synchronization
import SystemPackage
import Testing

@testable import Outboard

@Suite("A poller whose registrations change")
struct PollerChangeTests {
    @Test("tells nothing of what was removed, not even what had happened before", arguments: Way.usable)
    func stale(way: Way) throws {
        let poller = try way.poller()
        let bells = try (0..<20).map { _ in try HeldBell() }
        for round in 0..<50 {
            for (index, bell) in bells.enumerated() {
                try poller.add(bell.raw, index % 2 == 0 ? .input : [.input, .edge], token: UInt64(100 * round + index))
            }
            _ = poller.tokens()
            for bell in bells { bell.ring() }
            // Some are told, in order; the rest has happened and is not told yet.
            _ = poller.tokens(room: 5)
            for bell in bells { try poller.remove(bell.raw) }
            #expect(poller.tokens().isEmpty)
        }
    }

    @Test("knows two files by one number apart", arguments: Way.usable)
    func reusedNumber(way: Way) throws {
        let poller = try way.poller()
        let bells = try (0..<2).map { _ in try HeldBell() }
        let number = dup(bells[0].raw)
        defer { close(number) }
        try poller.add(number, [.input, .edge], token: 1)
        #expect(poller.tokens().isEmpty)
        bells[0].ring()
        try poller.remove(number)
        #expect(dup2(bells[1].raw, number) == number)
        try poller.add(number, [.input, .edge], token: 2)
        #expect(poller.tokens().isEmpty)
        bells[0].ring()
        #expect(poller.tokens().isEmpty)
        bells[1].ring()
        #expect(poller.tokens(within: 10_000_000_000) == [2])
    }

    @Test("lets go of the files it watched", arguments: Way.usable)
    func files(way: Way) throws {
        signal(SIGPIPE, SIG_IGN)
        let poller = try way.poller()
        for events: Epoll.Events in [.input, [.input, .edge]] {
            let pipe = try HeldPipe()
            try poller.add(pipe.readEnd, events, token: 1)
            #expect(poller.tokens().isEmpty)
            try poller.remove(pipe.readEnd)
            #expect(poller.tokens().isEmpty)
            pipe.close(pipe.readEnd)
            #expect(pipe.losesItsReader(), "somebody still has the read end")
        }
    }

    @Test("lets go of a file that something happens to all the time", arguments: Way.usable)
    func busyFile(way: Way) throws {
        signal(SIGPIPE, SIG_IGN)
        let poller = try way.poller()
        for _ in 0..<20 {
            let pipe = try HeldPipe()
            let traffic = Traffic()
            try traffic.begin(pipe.readEnd, pipe.writeEnd)
            try poller.add(pipe.readEnd, [.input, .edge], token: 1)
            for _ in 0..<5 { #expect(Set(poller.tokens(within: 10_000_000_000)) == [1]) }
            try poller.remove(pipe.readEnd)
            for _ in 0..<5 { #expect(poller.tokens().isEmpty) }
            traffic.end()
            #expect(poller.tokens().isEmpty)
            pipe.close(pipe.readEnd)
            #expect(pipe.losesItsReader(), "somebody still has the read end")
        }
    }

    @Test("ends its wait when it is woken up", arguments: Way.usable)
    func wake(way: Way) throws {
        let poller = try way.poller()
        poller.wake()
        #expect(poller.tokens(within: nil).isEmpty)
        let bell = try HeldBell()
        try poller.add(bell.raw, [.input, .edge], token: 1)
        for _ in 0..<100 {
            bell.ring()
            poller.wake()
            // Together or one after the other; the wake-up alone tells nothing.
            #expect(poller.tokens { !$0.isEmpty } == [1])
            poller.wake()
            #expect(poller.tokens(within: nil).isEmpty)
        }
    }

    @Test("takes changes from other threads while it waits", arguments: Way.usable)
    func otherThreads(way: Way) throws {
        let poller = try way.poller()
        let threads = 4
        let rounds = 200
        let told = (0..<threads).map { _ in Gate() }
        let finished = Atomic<Int>(0)
        let problems = Locked<[String]>([])
        try withExtendedLifetime(told) {
            for thread in 0..<threads {
                let gate = told[thread]
                try DedicatedThread.start(named: "changer") { [poller] in
                    for round in 0..<rounds {
                        do {
                            let bell = try HeldBell()
                            try poller.add(
                                bell.raw, round % 2 == 0 ? .input : [.input, .edge],
                                token: UInt64(thread * rounds + round))
                            bell.ring()
                            if !gate.wait(for: round) { problems.withLock { $0.append("\(thread) \(round) untold") } }
                            try poller.remove(bell.raw)
                        } catch {
                            problems.withLock { $0.append("\(error)") }
                        }
                    }
                    finished.add(1, ordering: .sequentiallyConsistent)
                    poller.wake()
                }
            }
            while finished.load(ordering: .sequentiallyConsistent) < threads {
                for token in poller.tokens(within: nil) {
                    told[Int(token) / rounds].open(Int(token) % rounds)
                }
            }
        }
        #expect(problems.withLock { $0 } == [])
        #expect(poller.tokens().isEmpty)
    }

    /// A thread that writes and reads one byte after the other.
    private final class Traffic: Sendable {
        private let isOver = Atomic<Bool>(false)
        private let stopped = Gate()

        func begin(_ readEnd: Int32, _ writeEnd: Int32) throws {
            try DedicatedThread.start(named: "traffic") { [self] in
                var byte: UInt8 = 0
                while !isOver.load(ordering: .relaxed) {
                    _ = unsafe write(writeEnd, &byte, 1)
                    _ = unsafe read(readEnd, &byte, 1)
                }
                stopped.open(0)
            }
        }

        func end() {
            isOver.store(true, ordering: .relaxed)
            #expect(stopped.wait(for: 0))
        }
    }

    private final class Gate: @unchecked Sendable {
        private let condition = Condition()
        private var round = -1

        func open(_ round: Int) {
            condition.withLock {
                self.round = max(self.round, round)
                condition.wakeAll()
            }
        }

        func wait(for round: Int) -> Bool {
            let deadline = MonotonicClock.now() + 20_000_000_000
            return condition.withLock {
                while self.round < round {
                    guard condition.wait(until: deadline) else { return false }
                }
                return true
            }
        }
    }
}
