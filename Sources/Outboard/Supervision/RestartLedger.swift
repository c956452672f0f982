internal import OutboardCore

/// Counts the restarts of one plugin, and says when the next one may be.
///
/// A value without a clock of its own: moments are nanoseconds of any clock that does not jump. Not thread-safe.
struct RestartLedger {
    /// What becomes of a plugin that has ended.
    enum Verdict: Equatable {
        /// It is started again after a while, in nanoseconds; 0 for at once.
        case restart(afterNanoseconds: UInt64)
        /// It has been started again too often.
        case exhausted
    }

    private let policy: RestartPolicy
    private let window: UInt64
    /// The moments of the restarts that count, oldest first.
    private var recent: [UInt64] = []
    /// When the generation that runs became ready.
    private var readySince: UInt64?
    /// How many restarts there were since the plugin last ran for long enough.
    private(set) var attempt = 0
    /// How many restarts there were in all.
    private(set) var restarts = 0

    init(_ policy: RestartPolicy) {
        self.policy = policy
        self.window = policy.window.clampedNanoseconds
    }

    /// Notes that the plugin can be called.
    mutating func noteReady(at now: UInt64) {
        readySince = now
    }

    /// Notes that the plugin has ended, and decides.
    ///
    /// - Parameters:
    ///   - now: The moment.
    ///   - chance: A number from 0 up to 1, for the jitter.
    /// - Returns: What becomes of the plugin.
    mutating func noteEnd(at now: UInt64, chance: Double) -> Verdict {
        // Twice the window: one that lives a little longer than the window, again and again, does not get far.
        if let readySince, now > readySince, now - readySince >= window.addingClamped(window) { attempt = 0 }
        readySince = nil
        recent.removeAll { now > $0 && now - $0 >= window }
        guard recent.count < max(0, policy.maximumRestarts) else { return .exhausted }
        let delay = delay(chance)
        attempt += 1
        restarts += 1
        recent.append(now.addingClamped(delay))
        return .restart(afterNanoseconds: delay)
    }

    /// Forgets everything but the count of all restarts.
    mutating func reset() {
        recent = []
        attempt = 0
        readySince = nil
    }

    /// How long the next restart waits, in nanoseconds.
    private func delay(_ chance: Double) -> UInt64 {
        guard attempt > 0 else { return 0 }
        // 292 years: what fits into the result with room to spare.
        let maximum = min(Double(policy.maximumDelay.clampedNanoseconds), 0x1p63)
        let factor = policy.factor.isFinite ? max(1, policy.factor) : 1
        var delay = min(maximum, Double(policy.initialDelay.clampedNanoseconds))
        // No more steps than any factor that matters takes from the smallest delay to the largest.
        for _ in 1..<min(attempt, 10_000) where delay < maximum { delay = min(maximum, delay * factor) }
        let jitter = policy.jitter > 0 ? min(1, policy.jitter) : 0
        return UInt64(min(maximum, delay * (1 - jitter + 2 * jitter * min(1, max(0, chance)))))
    }
}
