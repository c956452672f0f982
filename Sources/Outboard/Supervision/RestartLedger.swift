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

    /// What another host has to know to count on: moments as ages in nanoseconds, because its clock may be another.
    struct Past: Sendable, Hashable {
        /// Of the restarts that count, the oldest first.
        var recent: [UInt64]
        /// Since the plugin became ready.
        var ready: UInt64?
        /// See `RestartLedger.attempt`.
        var attempt: Int
        /// See `RestartLedger.restarts`.
        var restarts: Int
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

    /// Goes on from what another host has counted.
    init(_ policy: RestartPolicy, _ past: Past, at now: UInt64) {
        self.init(policy)
        recent = past.recent.filter { $0 <= now }.map { now - $0 }
        readySince = past.ready.flatMap { $0 <= now ? now - $0 : nil }
        attempt = past.attempt
        restarts = past.restarts
    }

    /// What another host has to know.
    func past(at now: UInt64) -> Past {
        func age(_ moment: UInt64) -> UInt64 { now > moment ? now - moment : 0 }
        return Past(recent: recent.map(age), ready: readySince.map(age), attempt: attempt, restarts: restarts)
    }

    /// Notes that the plugin can be called, unless it could be already, in another host.
    mutating func noteReady(at now: UInt64) {
        if readySince == nil { readySince = now }
    }

    /// Notes that the plugin is let go because nobody calls it: while there is no process, none runs for long.
    mutating func noteRest() {
        readySince = nil
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
