import Glibc
import OutboardSystem
import SystemPackage
import Testing

/// Hosts whose children are collected by somebody else: by the kernel, because they ignore SIGCHLD, or by themselves.
///
/// Each in a process of its own, because signal dispositions and children belong to the process.
@Suite struct LostExitTests {
    private static let lastNumber = "/proc/sys/kernel/ns_last_pid"
    private static var canChooseNumbers: Bool { unsafe access(lastNumber, W_OK) == 0 }

    @Test func `the status is unknown where SIGCHLD is ignored, and says why`() async {
        await #expect(processExitsWith: .success) {
            _ = signal(SIGCHLD, SIG_IGN)
            for end in [["exit", "3"], ["raise", "9"]] {
                let child = try Fixture.start(end)
                #expect(child.status() == .unknown)
                #expect(child.status() == .unknown)
                #expect(!child.send(signal: SIGKILL))
            }
            #expect(ExitStatus.unknownCause.contains("SIGCHLD"))
            // A launch whose child fails is not held up by it either.
            #expect(throws: LaunchFailure(step: .exec, errno: .permissionDenied)) {
                _ = try Fixture.start(LaunchPlan(executable: "/usr", arguments: ["x"]))
            }
        }
    }

    @Test func `the status is unknown to a host that waits for any child`() async {
        await #expect(processExitsWith: .success) {
            try DedicatedThread.start(named: "collector") { Self.collectAll() }
            for _ in 0..<20 {
                let child = try Fixture.start(["exit", "3"])
                // Whoever comes first has it.
                let status = child.status()
                #expect(status == .unknown || status == .exited(code: 3))
            }
            #expect(ExitStatus.unknownCause.contains("waitpid"))
        }
    }

    @Test(.enabled("the kernel cannot signal a group by pidfd (Linux 6.9)") { Kernel.isAtLeast(6, 9) })
    func `a group is killed whose leader nobody can collect any more`() async {
        await #expect(processExitsWith: .success) {
            _ = signal(SIGCHLD, SIG_IGN)
            let pipe = try Pipe()
            let child = try Fixture.start(["family"], descriptors: [(target: 5, source: pipe.writeEnd.raw)])
            while OpenFile.lines(of: "/proc/\(child.process.pid)/task/\(child.process.pid)/children").isEmpty {
                usleep(1000)
            }
            let readEnd = pipe.takeReadEnd()
            child.send(signal: SIGKILL)
            #expect(child.status() == .unknown)
            #expect(!OpenFile.waitForInput(readEnd.raw, milliseconds: 50))
            child.process.killGroup()
            #expect(OpenFile.text(of: readEnd.raw) == "")
        }
    }

    @Test(.enabled("numbers of processes can be chosen by root alone") { canChooseNumbers })
    func `a group that got the number of a collected plugin is left alone`() async {
        await #expect(processExitsWith: .success) {
            _ = signal(SIGCHLD, SIG_IGN)
            let child = try Fixture.start(["exit", "0"])
            let number = child.process.pid
            while !child.hasEnded || kill(number, 0) == 0 { usleep(1000) }
            let stranger = try #require(Self.startGroup(number: number))
            // Neither knows the status, so neither knows that the number is free.
            child.process.killGroup()
            child.process.killGroupByNumber()
            usleep(50_000)
            #expect(kill(stranger, 0) == 0)
            kill(stranger, SIGKILL)
            #expect(child.process.reap() == .unknown)
        }
    }

    /// What a host does that cares for its children itself.
    private static func collectAll() {
        while true {
            if waitpid(-1, nil, 0) < 0 { usleep(1000) }
        }
    }

    /// Starts a process group with a certain number; nil if others were faster each time.
    private static func startGroup(number: Int32) -> Int32? {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        for _ in 0..<1000 {
            let file = unsafe open(lastNumber, O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { return nil }
            let text = Array("\(number - 1)".utf8)
            let written = unsafe write(file, text, text.count)
            close(file)
            guard written == text.count else { return nil }
            var process: Int32 = 0
            var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("LaunchFixture"), strdup("sleep"), nil]
            defer {
                unsafe free(arguments[0])
                unsafe free(arguments[1])
            }
            let error = unsafe posix_spawn(&process, Fixture.launch, nil, &attributes, &arguments, nil)
            guard error == 0 else { return nil }
            if process == number { return process }
            kill(process, SIGKILL)
        }
        return nil
    }
}
