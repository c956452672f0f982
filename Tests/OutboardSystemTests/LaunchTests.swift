import Glibc
import OutboardSystem
import SystemPackage
import Testing

@Suite struct LaunchTests {
    /// RLIMIT_NOFILE, which Swift knows under another type.
    private static let openFiles: UInt32 = 7

    @Test func `the child gets exactly the descriptors asked for`() throws {
        // What must not get through: not close-on-exec, low and high numbers.
        let leaks = Leaks()
        defer { leaks.close() }
        let one = try Memfd(name: "one", byteCount: 1)
        let two = try Memfd(name: "two", byteCount: 2)
        let report = try Report.of(descriptors: [
            (target: 0, source: one.raw), (target: 3, source: two.raw), (target: 4, source: one.raw),
            (target: 9, source: two.raw),
        ])
        let found = report.descriptors
        #expect(found.keys.sorted() == [0, 1, 3, 4, 9])
        #expect(found[0] == OpenFile.inode(one.raw))
        #expect(found[4] == OpenFile.inode(one.raw))
        #expect(found[3] == OpenFile.inode(two.raw))
        #expect(found[9] == OpenFile.inode(two.raw))
        #expect(leaks.areOpen)
    }

    @Test func `sources may have the numbers of targets`() throws {
        let files = [try MemfdBox(), try MemfdBox(), try MemfdBox()]
        defer { withExtendedLifetime(files) {} }
        let numbers = files.map(\.raw)
        // Each becomes the next one's number, the last the first's.
        let report = try Report.of(descriptors: [
            (target: numbers[1], source: numbers[0]), (target: numbers[2], source: numbers[1]),
            (target: numbers[0], source: numbers[2]),
        ])
        #expect(report.descriptors.keys.sorted() == ([1] + numbers).sorted())
        #expect(report.descriptors[numbers[1]] == OpenFile.inode(numbers[0]))
        #expect(report.descriptors[numbers[2]] == OpenFile.inode(numbers[1]))
        #expect(report.descriptors[numbers[0]] == OpenFile.inode(numbers[2]))
    }

    @Test func `many descriptors fit`() throws {
        let files = [try MemfdBox(), try MemfdBox()]
        defer { withExtendedLifetime(files) {} }
        // From the highest down, so that targets are numbers where copies might lie in between.
        let report = try Report.of(
            descriptors: (2..<140).reversed().map { (target: $0, source: files[Int($0) % 2].raw) })
        let found = report.descriptors
        #expect(found.keys.sorted() == Array(1..<140))
        let inodes = files.map { OpenFile.inode($0.raw) }
        #expect((2..<140).allSatisfy { found[$0] == inodes[Int($0) % 2] })
    }

    @Test func `starts from a known state`() throws {
        let report = try Report.of()
        #expect(report.value("SigBlk")?.allSatisfy { $0 == "0" } == true)
        #expect(report.value("SigIgn")?.allSatisfy { $0 == "0" } == true)
        #expect(report.value("Umask") == "0077")
        #expect(report.value("NoNewPrivs") == "1")
        #expect(report.value("death-signal") == "\(SIGKILL)")
        #expect(report.value("leads-session") == "1")
        #expect(report.value("leads-group") == "1")
        #expect(report.value("core") == "0 0")
    }

    @Test func `passes on neither ignored signals nor the host's own settings`() throws {
        // SIGUSR2 of this process, for the time of this test. The host's own umask and limits stay as they are.
        let previous = signal(SIGUSR2, SIG_IGN)
        defer { _ = signal(SIGUSR2, previous) }
        var files = rlimit()
        #expect(unsafe getrlimit(__rlimit_resource_t(Self.openFiles), &files) == 0)
        let report = try Report.of()
        #expect(report.value("SigIgn")?.allSatisfy { $0 == "0" } == true)
        #expect(report.value("files") == "\(files.rlim_cur) \(files.rlim_max)")
        let status = OpenFile.lines(of: "/proc/thread-self/status")
        #expect(!status.contains { $0.hasPrefix("NoNewPrivs") && $0.hasSuffix("1") })
        #expect(!status.contains { $0.hasPrefix("Umask") && $0.hasSuffix("0077") })
    }

    @Test func `passes on arguments, environment, directory and limit`() throws {
        let report = try Report.of(
            arguments: ["", "two words", "ümlaut"],
            environment: ["A=1", "EMPTY="],
            openFilesLimit: 99,
            workingDirectory: "/usr"
        )
        #expect(report.values("argument") == ["LaunchFixture", "report", "", "two words", "ümlaut"])
        #expect(report.values("environment") == ["A=1", "EMPTY="])
        #expect(report.value("files") == "99 99")
        #expect(report.value("directory") == "/usr")
    }

    @Test(arguments: [0, 3, 127, 255] as [Int32]) func `collects the exit code`(_ code: Int32) throws {
        let child = try Fixture.start(["exit", "\(code)"])
        #expect(child.status() == .exited(code: code))
        #expect(child.hasEnded)
        #expect(child.process.reap() == .exited(code: code))
        #expect(!child.send(signal: SIGKILL))
    }

    @Test(arguments: [SIGHUP, SIGTERM, SIGABRT, SIGSEGV]) func `collects the signal`(_ signal: Int32) throws {
        let child = try Fixture.start(["raise", "\(signal)"])
        // No core: the limit is 0.
        #expect(child.status() == .signaled(signal: signal, coreDumped: false))
    }

    @Test func `runs until a signal ends it`() throws {
        let child = try Fixture.start(["sleep"])
        #expect(!child.hasEnded)
        #expect(child.process.reap() == nil)
        #expect(!child.send(signal: 9999))
        #expect(child.send(signal: SIGTERM))
        #expect(child.status() == .signaled(signal: SIGTERM, coreDumped: false))
    }

    @Test func `an epoll set tells of the end`() throws {
        let child = try Fixture.start(["sleep"])
        let epoll = try Epoll()
        try epoll.add(child.process.raw, .input, token: 3)
        #expect(Epoll.park(epoll.raw, timeoutNanoseconds: 0) == -1)
        child.send(signal: SIGKILL)
        #expect(Epoll.park(epoll.raw, timeoutNanoseconds: 10_000_000_000) == 3)
        #expect(child.process.reap() == .signaled(signal: SIGKILL, coreDumped: false))
    }

    @Test func `the whole group can be killed, even when its leader is dead already`() throws {
        for killsLeaderFirst in [false, true] {
            let pipe = try Pipe()
            let child = try Fixture.start(["family"], descriptors: [(target: 5, source: pipe.writeEnd.raw)])
            let process = child.process.pid
            try pipe.split { readEnd, writeEnd throws in
                drop(writeEnd)
                try waitForChild(of: process)
                if killsLeaderFirst {
                    child.send(signal: SIGKILL)
                    #expect(!OpenFile.waitForInput(readEnd.raw, milliseconds: 50))
                }
                child.process.killGroup()
                #expect(OpenFile.text(of: readEnd.raw) == "")
            }
            #expect(child.status() == .signaled(signal: SIGKILL, coreDumped: false))
            // Collected: the number may be somebody else's now.
            child.process.killGroup()
        }
    }

    @Test func `outlives the thread that asked for it`() throws {
        let box = OneShot<Child?>()
        try DedicatedThread.start(named: "short-lived") {
            box.fulfil(try? Fixture.start(["sleep"]))
        }
        let child = try #require(box.wait(timeoutNanoseconds: 10_000_000_000) ?? nil)
        usleep(100_000)
        #expect(child.process.reap() == nil)
    }

    @Test func `leaves the host as it was`() throws {
        let mask = LaunchThread.shared.run { OpenFile.lines(of: "/proc/thread-self/status") }
            .first { $0.hasPrefix("SigBlk") }
        // Faults stay unblocked: SIGSEGV is bit 10.
        let bits = mask.flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }
        #expect(bits.map { $0 & (1 << 10) } == 0)
    }

    /// Waits until a process has a child.
    private func waitForChild(of process: Int32) throws {
        for _ in 0..<5000 {
            if !OpenFile.lines(of: "/proc/\(process)/task/\(process)/children").isEmpty {
                return
            }
            usleep(1000)
        }
        try #require(Bool(false), "no child of \(process)")
    }

    private func drop(_ descriptor: consuming OwnedDescriptor) {}
}

/// Descriptors that a child would inherit.
private struct Leaks {
    private let numbers: [Int32]

    init() {
        let low = OpenFile.null(closeOnExec: false).release()
        numbers = [low, fcntl(low, F_DUPFD, 200), fcntl(low, F_DUPFD, 900)]
    }

    var areOpen: Bool {
        numbers.allSatisfy { $0 >= 0 && fcntl($0, F_GETFD) == 0 }
    }

    func close() {
        for number in numbers {
            Glibc.close(number)
        }
    }
}

/// A file that can be in an array.
private final class MemfdBox {
    let file: Memfd
    var raw: Int32 { file.raw }

    init() throws {
        file = try Memfd(name: "outboard-test", byteCount: 1)
    }
}
