import Glibc
import OutboardSystem
import SystemPackage
import Testing

@testable import Outboard

@Suite("A poller")
struct PollerTests {
    @Test("tells of each ring of a bell that nobody reads, once", arguments: Way.usable)
    func bells(way: Way) throws {
        let poller = try way.poller()
        let bells = try (0..<2).map { _ in try HeldBell() }
        for (index, bell) in bells.enumerated() {
            try poller.add(bell.raw, [.input, .edge], token: 0x1_0000_0007 + UInt64(index))
        }
        #expect(poller.tokens().isEmpty)
        bells[1].ring()
        #expect(poller.tokens(within: 10_000_000_000) == [0x1_0000_0008])
        #expect(poller.tokens().isEmpty)
        bells[0].ring()
        bells[1].ring()
        let both = poller.events(within: 10_000_000_000)
        #expect(both.map(\.token).sorted() == [0x1_0000_0007, 0x1_0000_0008])
        #expect(both.allSatisfy { $0.events == .input })
        for _ in 0..<1000 {
            bells[0].ring()
            #expect(poller.tokens(within: 10_000_000_000) == [0x1_0000_0007])
        }
        #expect(poller.backend == (way == .epoll ? .epoll : .ioUring))
    }

    @Test("tells of what was there before it was added", arguments: Way.usable)
    func before(way: Way) throws {
        let poller = try way.poller()
        let bell = try HeldBell()
        bell.ring()
        try poller.add(bell.raw, [.input, .edge], token: 1)
        #expect(poller.tokens() == [1])
        #expect(poller.tokens().isEmpty)
        bell.ring()
        #expect(poller.tokens() == [1])
    }

    @Test("tells of a pipe for as long as there is something to read", arguments: Way.usable)
    func pipe(way: Way) throws {
        let poller = try way.poller()
        let pipe = try HeldPipe()
        try poller.add(pipe.readEnd, .input, token: 3)
        #expect(poller.tokens().isEmpty)
        pipe.write()
        pipe.write()
        #expect(poller.tokens(within: 10_000_000_000) == [3])
        #expect(poller.tokens() == [3])
        pipe.read()
        #expect(poller.tokens() == [3])
        pipe.read()
        #expect(poller.tokens().isEmpty)
        pipe.close(pipe.writeEnd)
        for _ in 0..<3 {
            let events = poller.events(within: 10_000_000_000)
            #expect(events.map(\.token) == [3])
            #expect(events.first?.events.contains(.closed) == true)
        }
        try poller.remove(pipe.readEnd)
        #expect(poller.tokens().isEmpty)
    }

    @Test("tells of room to write, and of a reader that is gone", arguments: Way.usable)
    func room(way: Way) throws {
        let poller = try way.poller()
        let pipe = try HeldPipe()
        try poller.add(pipe.writeEnd, .output, token: 4)
        #expect(poller.events(within: 10_000_000_000).map(\.events) == [.output])
        pipe.close(pipe.readEnd)
        #expect(pipe.losesItsReader())
        #expect(poller.events(within: 10_000_000_000).first?.events.contains(.error) == true)
    }

    @Test("tells of a socket's message and of its end", arguments: Way.usable)
    func socket(way: Way) throws {
        let poller = try way.poller()
        try ControlSocket.pair().split { first, second throws in
            try poller.add(first.raw, [.input, .hangUp], token: 9)
            #expect(poller.tokens().isEmpty)
            var byte: UInt8 = 1
            #expect(send(second.raw, &byte, 1, 0) == 1)
            #expect(poller.events(within: 10_000_000_000).map(\.events) == [.input])
            #expect(recv(first.raw, &byte, 1, 0) == 1)
            #expect(poller.tokens().isEmpty)
            drop(second)
            let events = poller.events(within: 10_000_000_000)
            #expect(events.map(\.token) == [9])
            #expect(events.first?.events.isSuperset(of: [.hangUp, .closed]) == true)
            try poller.remove(first.raw)
        }
    }

    @Test("tells of the end of a process", arguments: Way.usable)
    func process(way: Way) throws {
        let poller = try way.poller()
        let process = try sleepingProcess()
        try poller.add(process.raw, .input, token: 5)
        #expect(poller.tokens().isEmpty)
        process.send(signal: SIGKILL)
        #expect(poller.tokens(within: 10_000_000_000) == [5])
        #expect(poller.tokens() == [5])
        #expect(process.reap() == .signaled(signal: SIGKILL, coreDumped: false))
        try poller.remove(process.raw)
    }

    @Test("waits for as long as it is told to", arguments: Way.usable)
    func timeouts(way: Way) throws {
        let poller = try way.poller()
        let bell = try HeldBell()
        try poller.add(bell.raw, [.input, .edge], token: 1)
        for duration: UInt64 in [1, 3_300_000, 1_010_000_000] {
            // The kernel interrupts system calls of a thread on which another test has closed a ring.
            var buffer = [EpollEvent()]
            let durations = (0..<100).lazy.map { _ -> UInt64 in
                let start = MonotonicClock.now()
                let count = buffer.withUnsafeMutableBufferPointer {
                    poller.wait(into: $0, timeoutNanoseconds: duration)
                }
                #expect(count == 0)
                return MonotonicClock.now() - start
            }
            #expect(durations.contains { $0 >= duration })
        }
        for duration in [nil, UInt64.max] {
            bell.ring()
            #expect(poller.tokens(within: duration) == [1])
        }
        var empty: [EpollEvent] = []
        let count = empty.withUnsafeMutableBufferPointer { poller.wait(into: $0, timeoutNanoseconds: 0) }
        #expect(count == -Int(EINVAL))
    }

    @Test("refuses what is there already, or not at all", arguments: Way.usable)
    func registrations(way: Way) throws {
        let poller = try way.poller()
        let bell = try HeldBell()
        try poller.add(bell.raw, .input, token: 1)
        #expect(throws: Errno.fileExists) { try poller.add(bell.raw, .input, token: 2) }
        bell.ring()
        #expect(poller.tokens() == [1])
        try poller.remove(bell.raw)
        #expect(throws: Errno.noSuchFileOrDirectory) { try poller.remove(bell.raw) }
        try poller.add(bell.raw, .input, token: 3)
        #expect(poller.tokens() == [3])
    }

    @Test("says when something cannot be watched", arguments: Way.usable)
    func unwatchable(way: Way) throws {
        let poller = try way.poller()
        // No limit is that high: nobody else gets it meanwhile.
        let closed = Int32.max
        if way == .epoll {
            #expect(throws: Errno.badFileDescriptor) { try poller.add(closed, .input, token: 1) }
        } else {
            try poller.add(closed, .input, token: 1)
            #expect(poller.events(within: 10_000_000_000).map(\.events) == [.error])
        }
        #expect(poller.tokens().isEmpty)
    }

    private func drop(_ socket: consuming ControlSocket) {}

    private func sleepingProcess() throws -> ProcessDescriptor {
        try LaunchThread.shared.start()
        let plan = LaunchPlan(executable: "/bin/sleep", arguments: ["sleep", "100"])
        let started = OneShot<Result<(Int32, Int32), LaunchFailure>>()
        LaunchThread.shared.submit {
            started.fulfil(
                Result { () throws(LaunchFailure) in
                    let process = try ChildProcess.launch(plan)
                    return (dup(process.raw), process.pid)
                })
        }
        let (raw, pid) = try #require(started.wait()).get()
        return ProcessDescriptor(adopting: OwnedDescriptor(adopting: raw), pid: pid)
    }
}
