import OutboardSystem
import Testing

@testable import OutboardCore
@testable import OutboardRing

/// How a lane goes from one way to wait to another, and what its worker is told, without a worker.
@Suite(.enabled(if: SpinGate.isOpen, "needs two usable processors"))
struct LanePaceTests {
    /// A lane of which only the words exist.
    private final class Lane {
        private let memory: UnsafeMutableRawPointer
        let own: LaneControl
        var pace = LanePace()
        private var position: UInt32 = 0

        init(_ policy: WaitPolicy) {
            memory = .allocate(byteCount: 1024, alignment: 64)
            memory.initializeMemory(as: UInt8.self, repeating: 0, count: 1024)
            own = LaneControl(memory)
            pace.adopt(policy.value, own)
        }

        deinit { memory.deallocate() }

        /// Calls that find the worker asleep, `others` calls after the one before.
        func ring(_ count: Int, others: UInt32 = 0) {
            for _ in 0..<count {
                position &+= others
                pace.noteRing(at: position, own)
                position &+= 1
                pace.noteEnd()
            }
        }

        var isAsleepAtOnce: Bool { own.pollNanoseconds == 0 && pace.pollNanoseconds == 0 && pace.eagerPolls == 0 }
    }

    @Test func `polling is given up when three calls in a row find the worker asleep`() {
        let lane = Lane(.adaptive)
        #expect(lane.own.pollNanoseconds == WaitCalibration.pollNanoseconds)
        #expect(lane.pace.pollNanoseconds > 0 && lane.pace.eagerPolls > 0)
        lane.ring(2)
        #expect(!lane.isAsleepAtOnce)
        lane.ring(1)
        #expect(lane.isAsleepAtOnce && lane.pace.isCold)
    }

    @Test func `a worker that falls asleep now and then is no reason to give up polling`() {
        let lane = Lane(.adaptive)
        lane.ring(100, others: 5)
        #expect(!lane.isAsleepAtOnce && !lane.pace.isCold)
    }

    @Test func `calls that come in a row bring polling back`() {
        let lane = Lane(.adaptive)
        lane.ring(3)
        #expect(lane.pace.isCold)
        // A busy machine puts pauses between them: some three in a row must be undisturbed.
        for _ in 0..<1000 where lane.pace.isCold { lane.ring(1) }
        #expect(!lane.pace.isCold && lane.own.pollNanoseconds > 0)
    }

    @Test func `vain polling is halved down to a quarter, and comes back`() {
        let lane = Lane(.adaptive)
        let full = lane.pace.pollNanoseconds
        let longAgo = MonotonicClock.now() - 1_000_000_000
        lane.pace.noteWait(since: longAgo, lane.own)
        #expect(lane.pace.pollNanoseconds == full / 2)
        for _ in 0..<9 { lane.pace.noteWait(since: longAgo, lane.own) }
        #expect(lane.pace.pollNanoseconds == full / 4)
        for _ in 0..<1000 where lane.pace.pollNanoseconds < full {
            lane.pace.noteWait(since: MonotonicClock.now(), lane.own)
        }
        #expect(lane.pace.pollNanoseconds == full)
    }

    @Test func `other policies do what they say, however calls come`() {
        let spin = Lane(.spin)
        spin.ring(10)
        #expect(spin.own.pollNanoseconds == .max && spin.pace.pollNanoseconds == .max)
        for policy in [WaitPolicy.park, .handoff] {
            let lane = Lane(policy)
            #expect(lane.isAsleepAtOnce)
            lane.ring(1000)
            #expect(lane.isAsleepAtOnce && lane.pace.handsOff == (policy == .handoff))
        }
    }

    @Test func `a worker is told where its caller is, until others wait for it as well`() async throws {
        let isRight = await withCheckedContinuation { continuation in
            try? DedicatedThread.start(named: "pace") {
                let processors = UsableProcessors.affinity()
                var isRight = true
                for policy in [WaitPolicy.handoff, .park, .spin] {
                    let lane = Lane(policy)
                    for processor in processors.prefix(2) {
                        try? UsableProcessors.pin(currentThreadTo: processor)
                        _ = lane.pace.begin(MonotonicClock.now(), lane.own) { true }
                        let told = policy == .handoff ? UInt32(processor + 1) : 0
                        isRight = isRight && lane.own.runOn == told
                    }
                    lane.pace.noteGroup(lane.own)
                    isRight = isRight && lane.own.runOn == 0
                    _ = lane.pace.begin(MonotonicClock.now(), lane.own) { true }
                    lane.pace.adopt(WaitPolicy.park.value, lane.own)
                    isRight = isRight && lane.own.runOn == 0
                }
                continuation.resume(returning: isRight)
            }
        }
        #expect(isRight)
    }
}
