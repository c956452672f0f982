import Glibc
import OutboardSystem
import SystemPackage
import Testing

@Suite struct EpollTests {
    @Test func `a bell ends a wait, and says whose it is`() throws {
        let epoll = try Epoll()
        let bells = [try BellBox(), try BellBox()]
        defer { withExtendedLifetime(bells) {} }
        for (index, bell) in bells.enumerated() {
            try epoll.add(bell.raw, [.input, .edge], token: 0x1_0000_0007 + UInt64(index))
        }
        #expect(events(of: epoll).isEmpty)
        Bell.ring(bells[1].raw)
        #expect(events(of: epoll).map(\.token) == [0x1_0000_0008])
        // Edge-triggered: told once, although nobody read the counter.
        #expect(events(of: epoll).isEmpty)
        Bell.ring(bells[0].raw)
        Bell.ring(bells[1].raw)
        let both = events(of: epoll)
        #expect(both.map(\.token).sorted() == [0x1_0000_0007, 0x1_0000_0008])
        #expect(both.allSatisfy { $0.events == .input })
    }

    @Test func `parks for one event, or for the time given`() throws {
        let epoll = try Epoll()
        let bell = try Bell()
        try epoll.add(bell.raw, [.input, .edge], token: 5)
        let start = MonotonicClock.now()
        #expect(Epoll.park(epoll.raw, timeoutNanoseconds: 3_300_000) == -1)
        #expect(MonotonicClock.now() - start >= 3_300_000)
        #expect(Epoll.park(epoll.raw, timeoutNanoseconds: 0) == -1)
        Bell.ring(bell.raw)
        #expect(Epoll.park(epoll.raw, timeoutNanoseconds: nil) == 5)
        Bell.ring(bell.raw)
        #expect(Epoll.park(epoll.raw, timeoutNanoseconds: .max) == 5)
        #expect(Epoll.park(-1, timeoutNanoseconds: 0) == -2)
    }

    @Test func `is woken up by another thread`() throws {
        let epoll = try Epoll()
        let bell = try Bell()
        let raw = bell.raw
        try epoll.add(raw, [.input, .edge], token: 1)
        for _ in 0..<100 {
            try DedicatedThread.start(named: "ringer") { Bell.ring(raw) }
            #expect(Epoll.park(epoll.raw, timeoutNanoseconds: 10_000_000_000) == 1)
        }
    }

    @Test func `changes and removes registrations`() throws {
        let epoll = try Epoll()
        let bell = try Bell()
        try epoll.add(bell.raw, [.input, .oneShot], token: 1)
        #expect(throws: Errno.fileExists) { try epoll.add(bell.raw, .input, token: 1) }
        Bell.ring(bell.raw)
        #expect(events(of: epoll).map(\.token) == [1])
        #expect(events(of: epoll).isEmpty)
        try epoll.modify(bell.raw, [.input, .oneShot], token: 2)
        #expect(events(of: epoll).map(\.token) == [2])
        try epoll.modify(bell.raw, .input, token: 3)
        try epoll.remove(bell.raw)
        #expect(events(of: epoll).isEmpty)
        #expect(throws: Errno.noSuchFileOrDirectory) { try epoll.remove(bell.raw) }
        #expect(throws: Errno.noSuchFileOrDirectory) { try epoll.modify(bell.raw, .input, token: 3) }
    }

    @Test func `tells of the end of a socket`() throws {
        let epoll = try Epoll()
        let pair = try ControlSocket.pair()
        try pair.split { first, second throws in
            try epoll.add(first.raw, [.input, .hangUp], token: 9)
            #expect(events(of: epoll).isEmpty)
            drop(second)
            // A child that another test has just started has a copy of it until it executes its program.
            let seen = events(of: epoll, within: 60_000_000_000)
            #expect(seen.count == 1)
            #expect(seen.first?.events.isSuperset(of: [.hangUp, .closed]) == true)
        }
    }

    @Test func `says why a wait is impossible`() throws {
        let epoll = try Epoll()
        var buffer = [EpollEvent()]
        let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            unsafe epoll.wait(into: UnsafeMutableBufferPointer(rebasing: buffer[..<0]), timeoutNanoseconds: 0)
        }
        #expect(count == -Int(EINVAL))
    }

    @Test func `a full bell still rings`() throws {
        let bell = try Bell()
        #expect(OpenFile.isNonBlocking(bell.raw))
        #expect(OpenFile.isCloseOnExec(bell.raw))
        var nearlyFull = UInt64.max - 1
        #expect(unsafe write(bell.raw, &nearlyFull, 8) == 8)
        Bell.ring(bell.raw)
        #expect(OpenFile.waitForInput(bell.raw, milliseconds: 0))
    }

    private func events(of epoll: borrowing Epoll, within nanoseconds: UInt64 = 0) -> [EpollEvent] {
        var buffer = [EpollEvent](repeating: EpollEvent(), count: 8)
        let count = unsafe buffer.withUnsafeMutableBufferPointer {
            unsafe epoll.wait(into: $0, timeoutNanoseconds: nanoseconds)
        }
        return Array(buffer.prefix(max(0, count)))
    }

    private func drop(_ socket: consuming ControlSocket) {}
}

/// A bell that can be in an array.
private final class BellBox {
    let bell: Bell
    var raw: Int32 { bell.raw }

    init() throws {
        bell = try Bell()
    }
}
