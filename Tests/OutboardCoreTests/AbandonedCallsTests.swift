import ProbeInterface
import Synchronization
import Testing

@testable import OutboardCore

/// When the host says something about calls that were given up, and when the plugin's time is over.
@Suite struct AbandonedCallsTests {
    private static let second: UInt64 = 1_000_000_000

    private final class Wakes: Sendable {
        let count = Atomic<Int>(0)
    }

    private let wakes = Wakes()

    private func make(grace: UInt64 = .max) -> AbandonedCalls {
        AbandonedCalls(grace: grace) { [wakes] in wakes.count.add(1, ordering: .relaxed) }
    }

    private func call(_ callID: UInt32, lane: UInt32 = 0, method: UInt16 = 6, since: UInt64) -> AbandonedCalls.Call {
        AbandonedCalls.Call(
            lane: lane, callID: callID, method: method, interface: ProbeClient.interface, since: since)
    }

    /// The moments, in milliseconds, at which something is reported, looking whenever the collection says so.
    private func reports(_ calls: AbandonedCalls, until end: UInt64) -> [UInt64] {
        var found: [UInt64] = []
        while let next = calls.nextLook, next <= end {
            if calls.look(now: next) != nil { found.append(next / 1_000_000) }
        }
        return found
    }

    @Test func `reports after a second, and then at intervals that double`() {
        let calls = make()
        #expect(calls.nextLook == nil && calls.look(now: .max) == nil)
        calls.add(call(1, since: 0))
        #expect(wakes.count.load(ordering: .relaxed) == 1)
        #expect(calls.look(now: Self.second - 1) == nil)
        #expect(reports(calls, until: 100 * Self.second) == [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000])
        calls.remove(lane: 0, callID: 1)
        #expect(calls.nextLook == nil)
    }

    @Test func `speaks of the oldest, and counts the others`() throws {
        let calls = make()
        calls.add(call(1, since: 0))
        calls.add(call(1, lane: 1, method: 12, since: 1))
        calls.add(call(2, method: 99, since: 2))
        // The waiting thread knows already.
        #expect(wakes.count.load(ordering: .relaxed) == 1)
        let report = try #require(calls.look(now: 4 * Self.second))
        #expect(report.oldest.method == "sleep(milliseconds:)" && report.oldest.duration == .seconds(4))
        #expect("\(report.oldest)" == "stuck for 4 s in sleep(milliseconds:)")
        #expect(report.others == 2 && !report.isOverdue)
        let all = calls.all(now: 2 + Self.second / 2)
        #expect(all.map(\.method) == ["sleep(milliseconds:)", "echoLater(_:milliseconds:)", "method 99"])
        #expect(all.last.map { "\($0)" } == "stuck for 500 ms in method 99")
    }

    @Test func `begins anew when those that were reported have been answered`() {
        let calls = make()
        calls.add(call(1, since: 0))
        #expect(reports(calls, until: 8 * Self.second) == [1000, 2000, 4000, 8000])
        calls.add(call(2, since: 15_500_000_000))
        calls.remove(lane: 0, callID: 1)
        #expect(reports(calls, until: 20 * Self.second) == [16_500, 17_500, 19_500])
        // A stream of calls that each end after a while is reported as seldom as one that stays.
        let stream = make()
        for number in 0..<UInt32(100) { stream.add(call(number, since: UInt64(number) * Self.second / 10)) }
        var count = 0
        for number in 0..<UInt32(100) {
            if stream.look(now: (UInt64(number) + 20) * Self.second / 10) != nil { count += 1 }
            stream.remove(lane: 0, callID: number)
        }
        #expect((1...5).contains(count), "\(count)")
    }

    @Test(arguments: [1, 300, 1000, 2500] as [UInt64]) func `says when the plugin's time is over`(_ grace: UInt64)
        throws
    {
        let calls = make(grace: grace * 1_000_000)
        calls.add(call(1, since: Self.second))
        var overdue: [UInt64] = []
        while let next = calls.nextLook, next <= 4 * Self.second {
            if calls.look(now: next)?.isOverdue == true { overdue.append(next / 1_000_000) }
        }
        #expect(overdue.first == 1000 + grace)
        let others = make(grace: grace * 1_000_000)
        others.add(call(1, since: Self.second))
        others.remove(lane: 0, callID: 1)
        #expect(others.nextLook == nil && others.look(now: .max) == nil)
    }

    @Test func `a lane whose answers nobody takes tells nothing about the plugin`() {
        let calls = make(grace: Self.second / 2)
        calls.add(call(1, since: 0))
        calls.setUnattended(lane: 0, true)
        #expect(reports(calls, until: 10 * Self.second).isEmpty)
        calls.add(call(1, lane: 63, since: Self.second))
        #expect(calls.look(now: 11 * Self.second)?.others == 0)
        calls.setUnattended(lane: 0, false)
        #expect(calls.look(now: 12 * Self.second)?.others == 1)
    }

    @Test func `takes no more calls after its end`() {
        let calls = make()
        calls.add(call(1, since: 0))
        calls.close()
        calls.add(call(2, since: 0))
        #expect(calls.nextLook == nil && calls.all(now: 9).isEmpty)
    }
}
