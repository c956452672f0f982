internal import OutboardCore
internal import OutboardSystem

// How a generation ends whose place another one has taken.
extension Generation {
    /// How long it takes at first until it is looked again whether the last call is over, and at most.
    private static let pauses: ClosedRange<UInt64> = 1_000_000...20_000_000

    /// Takes no more calls, finishes those that it has, and ends.
    ///
    /// Returns at once.
    ///
    /// - Parameter patience: How long the calls may take; then the process is terminated, and they fail.
    func drain(within patience: Duration) {
        channel.retire(CallFate(code: .lost, message: "\(title) was replaced by another generation"))
        let deadline = MonotonicClock.now().addingClamped(patience.clampedNanoseconds)
        lookWhetherDrained(until: deadline, patience, pause: Self.pauses.lowerBound)
    }

    private func lookWhetherDrained(until deadline: UInt64, _ patience: Duration, pause: UInt64) {
        guard isServing else { return }
        if channel.isDrained() { return stop() }
        let now = MonotonicClock.now()
        guard now < deadline else { return cutOff(patience) }
        watch.schedule(at: min(deadline, now &+ pause)) { [self] in
            lookWhetherDrained(
                until: deadline, patience, pause: min(pause &* 2, Self.pauses.upperBound))
        }
    }

    /// Whether it has not been told to end.
    var isServing: Bool {
        state.withLock { state in
            switch state.phase {
            case .starting, .ready: true
            case .stopping, .ended: false
            }
        }
    }

    /// Ends a process that has had its time, with the grace that termination gives it.
    private func cutOff(_ patience: Duration) {
        state.withLock { state in
            if state.reason == nil { state.reason = .drainTimeout(patience) }
        }
        setDeadline(in: .zero, .drainTimeout(patience))
        watch.wake()
    }
}
