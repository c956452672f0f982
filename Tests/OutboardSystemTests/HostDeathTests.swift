import Glibc
import OutboardSystem
import Testing

/// What is left of plugins when their host is killed: nothing.
@Suite struct HostDeathTests {
    @Test func `a plugin dies with its host, and not with the thread that asked for it`() throws {
        try withHost("once") { host, readEnd in
            // The byte says: the asking thread is gone for 50 ms, the process is there.
            #expect(OpenFile.waitForInput(readEnd, milliseconds: 10_000))
            var byte: UInt8 = 0
            #expect(unsafe read(readEnd, &byte, 1) == 1)
            #expect(!OpenFile.waitForInput(readEnd, milliseconds: 100))
            host.send(signal: SIGKILL)
        }
    }

    /// Kills hosts while they launch, so that some die between clone and exec.
    @Test(arguments: 0..<40) func `nothing survives a host that is killed while it launches`(_ round: Int) throws {
        try withHost("always") { host, _ in
            usleep(UInt32(4000 + round * 317))
            host.send(signal: SIGKILL)
        }
    }

    /// Starts a host, has it killed, and waits until the last process that inherited the pipe is gone.
    private func withHost(_ mode: String, _ body: (Child, Int32) throws -> Void) throws {
        let pipe = try Pipe()
        let host = try Fixture.start(
            LaunchPlan(
                executable: Fixture.launchHost,
                arguments: ["LaunchHostFixture", Fixture.launch, mode],
                descriptors: [(target: 5, source: pipe.writeEnd.raw)]
            ))
        try pipe.split { readEnd, writeEnd throws in
            close(writeEnd.release())
            try body(host, readEnd.raw)
            #expect(host.status() == .signaled(signal: SIGKILL, coreDumped: false))
            let start = MonotonicClock.now()
            #expect(OpenFile.text(of: readEnd.raw) == "")
            #expect(MonotonicClock.now() - start < 1_000_000_000)
        }
    }
}
