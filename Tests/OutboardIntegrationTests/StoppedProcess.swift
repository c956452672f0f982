import Glibc
import Testing

@testable import OutboardCore

/// Plugins that stand still: what is called in them is in flight for as long as a test wants.
enum StoppedProcess {
    /// Stops a process, and returns when it stands still.
    static func stop(_ process: Int32) {
        kill(process, SIGSTOP)
        waitUntilStopped(process)
    }

    /// Returns when a process that stops itself stands still.
    static func waitUntilStopped(_ process: Int32) {
        var status = siginfo_t()
        while waitid(P_PID, id_t(process), &status, WSTOPPED | WNOWAIT) < 0, errno == EINTR {}
    }

    /// Lets it go on.
    static func release(_ process: Int32) {
        kill(process, SIGCONT)
    }

    /// Waits until so many calls have been sent to the generation that a client was made in, and are waited for.
    static func waitForCalls(_ count: Int, _ caller: Caller) async throws {
        for _ in 0..<60_000 {
            guard calls(caller) < count else { break }
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(calls(caller) >= count)
    }

    /// Whether there is such a call.
    static func hasCalls(_ caller: Caller) -> Bool { calls(caller) > 0 }

    private static func calls(_ caller: Caller) -> Int {
        caller.binding.channel.callsInFlight(limit: .max, now: 0).count
    }

    /// Waits until workers of that generation say that they run these methods.
    static func waitUntilRunning(_ methods: Set<String>, _ caller: Caller) async throws {
        func running() -> [String] { caller.binding.channel.claimedCalls() }
        for _ in 0..<60_000 {
            guard !methods.isSubset(of: running()) else { break }
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(methods.isSubset(of: running()))
    }
}
