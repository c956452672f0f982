internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem

/// Takes a generation's records out of its log ring and hands them to the thread of the log handlers.
///
/// Driven by the waiting thread. The first record after a pause rings the bell; then the ring is looked at every few
/// milliseconds without any bell, until nothing is in it, unless a quarter of it fills before.
@safe
final class LogIntake: @unchecked Sendable {
    /// How often the ring is looked at while records come, in nanoseconds.
    static let interval: UInt64 = 5_000_000
    /// How often the host says at most that records were dropped, in nanoseconds.
    static let reportInterval: UInt64 = 1_000_000_000
    /// How many of the last records a crash report has.
    static let recentCount = 20
    /// How many bytes are kept for them.
    private static let recentBytes = 1 << 16

    /// How many bytes of records a plugin may log in a second, in the long run, and at once.
    ///
    /// Handling them costs the host some ten times what they cost the plugin.
    private static let flow = TokenBucket(perSecond: 4 << 20, capacity: 4 << 20)

    private struct State {
        var consumer: LogConsumer
        var flow = LogIntake.flow
        /// The last records, oldest first.
        var recent: [[UInt8]] = []
        /// When the ring is looked at without a bell, in nanoseconds of CLOCK_MONOTONIC.
        var nextLook = UInt64.max
        /// Before which it is not said again that records were dropped.
        var nextReport: UInt64 = 0
        var isBroken = false
    }

    /// What becomes of what was taken.
    struct Delivery: Sendable {
        /// Gets whole frames, once.
        var frames: @Sendable ([UInt8]) -> Void
        /// Gets the count of records that the plugin says it has dropped.
        var dropped: @Sendable (UInt64) -> Void
        /// Gets what the protocol does not allow.
        var violated: @Sendable (ProtocolViolation) -> Void
    }

    // Only the waiting thread drives it; the lock is for the report of a death, which any thread may ask for.
    private let lock = Locked(())
    private var state: State
    private let budget: DeliveryBudget
    private let delivery: Delivery
    private let quarter: Int

    /// Starts on fresh memory.
    init(_ memory: LogMemory, own: LogControl, budget: DeliveryBudget, delivery: Delivery) {
        state = State(consumer: LogConsumer(memory, own: own))
        self.budget = budget
        self.delivery = delivery
        self.quarter = memory.byteCount / 4
    }

    /// When it wants to look again, in nanoseconds of CLOCK_MONOTONIC.
    var nextLook: UInt64 { withState { $0.nextLook } }

    /// The last records, oldest first, as the plugin wrote them.
    var recent: [[UInt8]] { withState { $0.recent } }

    /// A bell rang, for whatever reason.
    ///
    /// - Parameter now: Nanoseconds of CLOCK_MONOTONIC.
    /// - Returns: Whether records were taken.
    func bellRang(now: UInt64) -> Bool {
        withState { state in
            // What was not asked for is found soon enough: a plugin that rings for each record costs no more than others.
            guard state.nextLook == .max || state.consumer.hasNews(beyond: quarter) else { return false }
            guard state.consumer.hasNews || state.consumer.hasDropped else { return false }
            let before = state.consumer.position
            look(now, &state)
            return state.consumer.position != before
        }
    }

    /// The moment has come, or there is room again.
    func expire(now: UInt64) {
        withState { state in
            if state.nextLook <= now || (state.nextLook == .max && state.consumer.hasNews) { look(now, &state) }
        }
    }

    /// Takes what a plugin left behind that has ended, however much waits already.
    func finish() {
        withState { state in
            // Somebody to whom it gave its memory may go on writing: so not for as long as there is something.
            for _ in 0..<3 where !state.isBroken {
                guard take(&state) else { break }
            }
            state.nextLook = .max
            report(.max, &state)
        }
    }

    private func look(_ now: UInt64, _ state: inout State) {
        guard !state.isBroken else { return }
        let hasRoom = budget.hasRoomOrWillTell()
        guard !hasRoom || state.flow.take(0, now: now) else {
            // Too much in a short time: the ring fills, and the plugin counts what finds no room.
            state.consumer.disarm()
            state.nextLook = now.addingClamped(Self.interval)
            return report(now, &state)
        }
        let before = state.consumer.position
        let found = hasRoom && take(&state)
        _ = state.flow.take(state.consumer.position &- before, now: now)
        report(now, &state)
        if !hasRoom {
            state.consumer.disarm()
            state.nextLook = .max
        } else if found {
            state.nextLook = state.consumer.arm(after: quarter) ? now : now.addingClamped(Self.interval)
        } else if state.consumer.hasDropped {
            // Nothing to take, and something to say later.
            state.nextLook = state.consumer.arm(after: 0) ? now : state.nextReport
        } else {
            state.nextLook = state.consumer.arm(after: 0) ? now : .max
        }
        if state.isBroken { state.nextLook = .max }
    }

    /// Takes at most half of the ring.
    ///
    /// - Returns: Whether there was anything.
    private func take(_ state: inout State) -> Bool {
        switch state.consumer.take() {
        case .nothing:
            return false
        case .violation(let clause):
            state.isBroken = true
            delivery.violated(ProtocolViolation(clause))
            return false
        case .frames(let bytes, _):
            keep(bytes, &state)
            budget.take(bytes.count)
            delivery.frames(bytes)
            return true
        }
    }

    private func keep(_ frames: [UInt8], _ state: inout State) {
        let records = LogConsumer.records(in: frames).suffix(Self.recentCount)
        state.recent += records.map { Array($0) }
        if state.recent.count > Self.recentCount { state.recent.removeFirst(state.recent.count - Self.recentCount) }
        var sum = state.recent.reduce(0) { $0 + $1.count }
        while sum > Self.recentBytes, let first = state.recent.first, state.recent.count > 1 {
            sum -= first.count
            state.recent.removeFirst()
        }
    }

    private func report(_ now: UInt64, _ state: inout State) {
        guard state.consumer.hasDropped, state.nextReport <= now else { return }
        state.nextReport = now.addingClamped(Self.reportInterval)
        delivery.dropped(state.consumer.takeDropped())
    }

    private func withState<Result>(_ body: (inout State) -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body(&state)
    }
}
