import OutboardSystem
import ProbeInterface
import Synchronization
import Testing

@testable import OutboardCore

@Suite struct LanePoolTests {
    /// Waits for a lane that is given back in such a way that nobody who gives could have seen the waiting thread.
    private func takesUnseen(_ barrier: @escaping @Sendable () -> Bool) async throws -> Bool {
        let pair = try ProbePair(lanes: 1)
        defer { pair.end() }
        // Longer than the test waits: at its deadline it would look again in any case.
        let binding = pair.probe.timeout(.seconds(120)).caller.binding
        let queued = OneShot<Void>()
        let pool = LanePool(count: 1, hasBarrier: true) {
            queued.fulfil(())
            return barrier()
        }
        #expect(pool.takeOwn() == 0)
        let taken = OneShot<Int?>()
        try DedicatedThread.start(named: "test") { taken.fulfil(try? pool.takeAny(binding, 0)) }
        try await Threads.run {
            #expect(queued.wait(timeoutNanoseconds: Patience.nanoseconds) != nil)
            // By now it has looked at the lane, or sees it at its look after the barrier: both are fine.
            Threads.sleep(milliseconds: 50)
            pool.state(0).pointee.store(LanePool.State.free, ordering: .sequentiallyConsistent)
        }
        return try await Threads.run { taken.wait(timeoutNanoseconds: 30_000_000_000) == .some(0) }
    }

    @Test func `a thread that cannot rely on the barrier finds a lane whose giver did not see it`() async throws {
        #expect(try await takesUnseen { false })
    }

    @Test func `a pool without a barrier hands its lanes on`() async throws {
        let pair = try ProbePair(lanes: 1)
        defer { pair.end() }
        let binding = pair.probe.caller.binding
        for hasBarrier in [false, true] {
            let pool = LanePool(count: 2, hasBarrier: hasBarrier) { false }
            let taken = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await Threads.run {
                            for _ in 0..<2000 { pool.give(try pool.takeAny(binding, 0), isStalled: false) }
                            return 2000
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(taken == 16_000)
        }
    }
}
