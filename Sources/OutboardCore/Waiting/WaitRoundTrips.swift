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
    /// Where the partner shall sleep without being pinned; -1 for anywhere.
    private let stayOn = Atomic<Int>(-1)

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
            (try? DedicatedThread.start(named: "outboard-tune", { trips.answer() })) != nil
        else { return result }
        defer { trips.end() }
        result.handoff = trips.handedOff()
        if count > 1, processors.count > 1, (try? UsableProcessors.pin(currentThreadTo: own)) != nil {
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

    /// The median of round trips between threads that sleep on one processor as callers and workers do.
    private func handedOff() -> Duration? {
        let processor = ProcessorStay.current
        guard processor >= 0 else { return nil }
        stayOn.store(Int(processor), ordering: .sequentiallyConsistent)
        defer { stayOn.store(-1, ordering: .sequentiallyConsistent) }
        var stay = ProcessorStay()
        return median { stay.stay(on: processor) { Epoll.park(backWaits.raw, timeoutNanoseconds: Self.patience) } }
    }

    /// The median of round trips between threads that sleep on processors of their own.
    private func parked(on processor: Int) -> Duration? {
        wanted.store(processor, ordering: .sequentiallyConsistent)
        let result = median { Epoll.park(backWaits.raw, timeoutNanoseconds: Self.patience) }
        return actual.load(ordering: .sequentiallyConsistent) == processor ? result : nil
    }

    private func median(_ park: () -> Int32) -> Duration? {
        var times: [UInt64] = []
        let deadline = MonotonicClock.now() &+ Self.patience
        for round in 0..<24 {
            let began = MonotonicClock.now()
            Bell.ring(there.raw)
            guard began < deadline, park() == 0 else { return nil }
            // The first ones move the partner.
            if round >= 4 { times.append(MonotonicClock.now() &- began) }
        }
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
        var stay = ProcessorStay()
        while true {
            let place = stayOn.load(ordering: .sequentiallyConsistent)
            if place >= 0 {
                _ = stay.stay(on: Int32(clamping: place)) { Epoll.park(thereWaits.raw, timeoutNanoseconds: nil) }
            } else {
                _ = Epoll.park(thereWaits.raw, timeoutNanoseconds: nil)
            }
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
