internal import CBench
internal import Glibc

/// How a loop polls for the other process, and when it gives up.
///
/// A poll costs a decrement and a comparison besides the load. Every few polls the loop makes way, if both processes
/// share one processor, and after ten seconds without an answer it gives up, so that neither process outlives the other
/// for long.
public struct Patience: Sendable {
    private let pollsBetweenLooks: Int
    private let makesWay: Bool

    /// Creates the rule.
    public init(sharesProcessor: Bool) {
        self.makesWay = sharesProcessor
        self.pollsBetweenLooks = sharesProcessor ? 20 : 1 << 16
    }

    /// Begins to wait.
    @inline(__always)
    func begin() -> Wait {
        Wait(pollsLeft: pollsBetweenLooks, deadline: 0)
    }

    /// Where one wait stands.
    struct Wait {
        fileprivate var pollsLeft: Int
        fileprivate var deadline: UInt64
    }

    /// Says whether to look again at what is waited for, which was not there.
    @inline(__always)
    func mayGoOn(_ wait: inout Wait) -> Bool {
        // As lanes poll: without it the floor would be higher.
        bench_pause()
        wait.pollsLeft &-= 1
        guard wait.pollsLeft == 0 else { return true }
        // By value in both directions, so that the rest of the loop stays in registers.
        wait = Wait(pollsLeft: pollsBetweenLooks, deadline: look(wait.deadline))
        return wait.deadline != 0
    }

    /// Makes way and looks at the clock; 0 stands for no deadline yet, and on return for one that has passed.
    @inline(never)
    private func look(_ deadline: UInt64) -> UInt64 {
        if makesWay { sched_yield() }
        let now = MonotonicTime.now()
        if deadline == 0 { return now &+ 10_000_000_000 }
        return now < deadline ? deadline : 0
    }
}
