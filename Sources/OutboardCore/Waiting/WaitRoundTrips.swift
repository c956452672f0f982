internal import OutboardSystem
internal import Synchronization

/// Measures round trips between two threads of this process: the calling one and one of its own.
final class WaitRoundTrips: Sendable {
    private let there: Bell
    private let back: Bell
    private let thereWaits: Epoll
    private let backWaits: Epoll
    private let request = Atomic<Int>(0)
    private let reply = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)
    /// Where the partner shall run; -1 until it does.
    private let wanted = Atomic<Int>(-1)
    private let actual = Atomic<Int>(-1)

    private init() throws {
        there = try Bell()
        back = try Bell()
        thereWaits = try Epoll()
        backWaits = try Epoll()
        try thereWaits.add(there.raw, [.input, .edge], token: 0)
        try backWaits.add(back.raw, [.input, .edge], token: 0)
    }

    /// Measures everything that can be measured with so many processors.
    ///
    /// The calling thread ends pinned to one of them.
    static func measure(processors count: Int) -> WaitCalibration {
        var result = WaitCalibration(usableProcessors: count, polling: nil, parked: nil, handoff: nil)
        let processors = UsableProcessors.affinity()
        guard let trips = try? WaitRoundTrips(), let own = processors.first,
            (try? UsableProcessors.pin(currentThreadTo: own)) != nil,
            (try? DedicatedThread.start(named: "outboard-tune", { trips.answer() })) != nil
        else { return result }
        defer { trips.end() }
        result.handoff = trips.parked(on: own)
        if count > 1, processors.count > 1 {
            result.parked = trips.parked(on: processors[1])
            result.polling = trips.polling()
        }
        return result
    }

    // MARK: The measuring thread

    private static var patience: UInt64 { 20_000_000 }

    private func end() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        Bell.ring(there.raw)
    }

    /// The median of round trips between threads that sleep.
    private func parked(on processor: Int) -> Duration? {
        wanted.store(processor, ordering: .sequentiallyConsistent)
        var times: [UInt64] = []
        let deadline = MonotonicClock.now() &+ Self.patience
        for round in 0..<24 {
            let began = MonotonicClock.now()
            Bell.ring(there.raw)
            guard began < deadline, Epoll.park(backWaits.raw, timeoutNanoseconds: Self.patience) == 0 else {
                return nil
            }
            // The first ones move the partner.
            if round >= 4 { times.append(MonotonicClock.now() &- began) }
        }
        guard actual.load(ordering: .sequentiallyConsistent) == processor else { return nil }
        return .nanoseconds(Int64(clamping: times.sorted()[times.count / 2]))
    }

    /// The least of some means of round trips between threads that poll.
    private func polling() -> Duration? {
        let rounds = 500
        var best = UInt64.max
        request.store(0, ordering: .relaxed)
        reply.store(0, ordering: .relaxed)
        wanted.store(-2, ordering: .sequentiallyConsistent)
        Bell.ring(there.raw)
        guard Epoll.park(backWaits.raw, timeoutNanoseconds: Self.patience) == 0 else { return nil }
        for block in 0..<4 {
            let began = MonotonicClock.now()
            for round in 1...rounds {
                let number = block &* rounds &+ round
                request.store(number, ordering: .releasing)
                var polls = 0
                while reply.load(ordering: .acquiring) != number {
                    Spin.pause()
                    polls &+= 1
                    if polls > 1_000_000 { return nil }
                }
            }
            best = min(best, (MonotonicClock.now() &- began) / UInt64(rounds))
        }
        return .nanoseconds(Int64(clamping: best))
    }

    // MARK: The partner

    private func answer() {
        while true {
            _ = Epoll.park(thereWaits.raw, timeoutNanoseconds: nil)
            if isOver.load(ordering: .sequentiallyConsistent) { return }
            let processor = wanted.load(ordering: .sequentiallyConsistent)
            if processor >= 0, processor != actual.load(ordering: .relaxed),
                (try? UsableProcessors.pin(currentThreadTo: processor)) != nil
            {
                actual.store(processor, ordering: .sequentiallyConsistent)
            }
            Bell.ring(back.raw)
            if processor == -2 { echo() }
        }
    }

    private func echo() {
        var next = 1
        while !isOver.load(ordering: .relaxed) {
            if request.load(ordering: .acquiring) == next {
                reply.store(next, ordering: .releasing)
                next &+= 1
            } else {
                Spin.pause()
            }
        }
    }
}
