import Glibc
import OutboardSystem
import Testing

@Suite struct ExitStatusTests {
    @Test func `speaks in words`() {
        #expect(ExitStatus.exited(code: 3).description == "exit status 3")
        #expect(ExitStatus.signaled(signal: 9, coreDumped: false).description == "signal 9 (SIGKILL)")
        #expect(ExitStatus.signaled(signal: 11, coreDumped: true).description == "signal 11 (SIGSEGV), core dumped")
        #expect(ExitStatus.unknown.description == "unknown exit status")
    }

    @Test func `has the system's names of signals`() {
        let known: [(Int32, String)] = [
            (SIGHUP, "HUP"), (SIGINT, "INT"), (SIGTRAP, "TRAP"), (SIGABRT, "ABRT"), (SIGBUS, "BUS"), (SIGKILL, "KILL"),
            (SIGUSR1, "USR1"), (SIGSEGV, "SEGV"), (SIGPIPE, "PIPE"), (SIGTERM, "TERM"), (SIGCHLD, "CHLD"),
            (SIGSTOP, "STOP"), (SIGTTOU, "TTOU"), (SIGXCPU, "XCPU"), (SIGPROF, "PROF"), (SIGIO, "IO"), (SIGSYS, "SYS"),
        ]
        for (number, name) in known {
            #expect(SignalName.of(number) == "\(number) (SIG\(name))")
        }
        for number: Int32 in [0, -1, 32, 64, .max, .min + 1] {
            #expect(SignalName.of(number) == "\(number)")
        }
    }

    @Test func `is unknown when somebody else collected it`() throws {
        let child = try Fixture.start(["exit", "0"])
        var status: Int32 = 0
        #expect(unsafe waitpid(child.process.pid, &status, 0) == child.process.pid)
        #expect(child.process.reap() == .unknown)
    }
}
