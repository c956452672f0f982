import Glibc
import OutboardSystem
import Testing

@testable import Outboard

/// Where io_uring differs: what the ring is to the process.
@Suite("A ring", .serialized)
struct RingTests {
    @Test("is set up as the kernel can", arguments: Way.rings)
    func setUp(way: Way) throws {
        let poller = try way.poller()
        let setUp = try #require(poller.setUp)
        // An older kernel takes one that comes later.
        let wanted = try #require(Way.rings.firstIndex(of: way))
        #expect(setUp.rawValue >= wanted)
        #expect(poller.takeRefusal() == nil)
    }

    @Test("is neither executed with a program nor forked", arguments: Way.rings)
    func inheritance(way: Way) throws {
        let poller = try way.poller()
        let rings = rings()
        #expect(!rings.isEmpty)
        for ring in rings { #expect(fcntl(ring, F_GETFD) & FD_CLOEXEC != 0) }
        let mappings = mappings()
        #expect(!mappings.isEmpty)
        for flags in mappings { #expect(flags.contains("dc"), "\(flags)") }
        withExtendedLifetime(poller) {}
    }

    @Test("is gone with its poller", arguments: Way.rings)
    func end(way: Way) throws {
        let before = mappings().count
        for _ in 0..<20 {
            let poller = try way.poller()
            #expect(poller.tokens().isEmpty)
        }
        // Other tests have rings meanwhile, but not twenty.
        #expect(mappings().count < before + 2 * 20)
    }

    @Test("of a group goes with its poller, whichever thread lets go of it", arguments: WaitBackend.allCases)
    func group(backend: WaitBackend) throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = try HeldPipe()
        let readEnd = pipe.readEnd
        let held = Locked<Poller?>(nil)
        let isMade = OneShot<Void>()
        let isOver = OneShot<Void>()
        try DedicatedThread.start(named: "caller") {
            held.withLock { held in
                held = try? Poller.forGroup(backend)
                try? held?.add(readEnd, .input, token: 1)
                _ = held?.tokens()
            }
            isMade.fulfil(())
            isOver.wait()
        }
        // The thread is still there. It would keep a ring that it has registered, and the ring the file.
        defer { isOver.fulfil(()) }
        isMade.wait()
        pipe.close(readEnd)
        if held.withLock({ $0?.backend }) == .ioUring { #expect(pipe.write(), "the ring does not watch it") }
        held.withLock { $0 = nil }
        #expect(pipe.losesItsReader(), "the ring is still there")
    }

    /// The numbers of this process's rings.
    private func rings() -> [Int32] {
        (0..<4096).filter { number in
            var target = [CChar](repeating: 0, count: 64)
            let count = readlink("/proc/self/fd/\(number)", &target, target.count - 1)
            return count > 0 && text(target).contains("io_uring")
        }.map(Int32.init)
    }

    /// The flags of the mappings of this process's rings, from smaps(5).
    private func mappings() -> [String] {
        guard let file = fopen("/proc/self/smaps", "re") else { return [] }
        defer { fclose(file) }
        var found: [String] = []
        var isRing = false
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, CInt(line.count), file) != nil {
            let text = text(line)
            if text.contains("-"), text.contains(" /") || text.contains("anon_inode") || text.contains(" 00:") {
                isRing = text.contains("io_uring")
            } else if isRing, text.hasPrefix("VmFlags:") {
                found.append(text)
            }
        }
        return found
    }

    private func text(_ characters: [CChar]) -> String {
        characters.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
}
