import Glibc
import OutboardRing
import OutboardSystem
import OutboardTesting
import ProbeInterface
import Testing

@testable import OutboardCore

/// Waits that the kernel refuses, because something in the process has put another file in an epoll instance's place.
@Suite struct BrokenWaitTests {
    private static func breakWait(_ raw: Int32) {
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        dup2(null, raw)
        close(null)
    }

    @Test func `a caller whose wait is impossible gets its answer, and does not spin meanwhile`() async throws {
        let pair = try ProbePair(lanes: 1, waiting: .park)
        defer { pair.end() }
        let probe = pair.probe
        let channel = probe.caller.binding.channel
        Self.breakWait(channel.parts.bells[0].waits.raw)
        let parks = try await Threads.run { () throws -> UInt64 in
            let control = channel.parts.segments.hostLane(0).control
            let before = control.parks
            try probe.sleep(milliseconds: 300)
            return control.parks - before
        }
        // About 300; a loop without a pause makes hundreds of thousands.
        #expect(parks > 0 && parks < 5000)
    }

    @Test func `a caller whose wait is impossible still ends at its time-out, and with the plugin`() async throws {
        let pair = try ProbePair(lanes: 1, waiting: .park)
        defer { pair.end() }
        let probe = pair.probe
        Self.breakWait(probe.caller.binding.channel.parts.bells[0].waits.raw)
        let late = try await Threads.run {
            Caught.error { try probe.timeout(.milliseconds(20)).sleep(milliseconds: -1) }
        }
        #expect(late?.code == .timeout)
        pair.gate.open()
        let other = try ProbePair(lanes: 1, waiting: .park)
        let held = other.probe
        Self.breakWait(held.caller.binding.channel.parts.bells[0].waits.raw)
        async let lost = Threads.run { Caught.error { try held.sleep(milliseconds: -1) }?.code }
        #expect(try await other.gate.waitForArrivals(1))
        other.plugin.die()
        #expect(try await lost == .lost)
        other.end()
    }

    @Test func `what a group waits on is kept, unless it could not be told of everything`() throws {
        let pair = try ProbePair(lanes: 2, waiting: .park)
        defer { pair.end() }
        let channel = pair.probe.caller.binding.channel
        let waits = GroupWaits([channel])
        let wait = waits.take()
        wait.watch(member: 0, lane: 0)
        waits.give(wait)
        let same = waits.take()
        #expect(same === wait)
        Self.breakWait(channel.parts.bells[1].toHost.raw)
        same.watch(member: 0, lane: 1)
        waits.give(same)
        #expect(waits.take() !== wait)
    }
}
