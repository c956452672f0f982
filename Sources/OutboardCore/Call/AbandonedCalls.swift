internal import OutboardSystem
internal import Synchronization

/// The calls of a channel whose callers gave up, and which the plugin has not answered.
///
/// In the host's private memory. Who gives up enters the call, who takes the late answer removes it, and the waiting
/// thread looks whether any stays for too long. Any thread may use it; nothing of it is on the path of a call that ends
/// as it should.
final class AbandonedCalls: Sendable {
    /// A call that was given up.
    struct Call {
        var lane: UInt32
        var callID: UInt32
        var method: UInt16
        var interface: InterfaceDescriptor
        /// When it was given up, in nanoseconds of CLOCK_MONOTONIC.
        var since: UInt64

        fileprivate var key: UInt64 { AbandonedCalls.key(lane, callID) }

        /// The call as others see it.
        func stuck(_ now: UInt64) -> StuckCall {
            let age = now > since ? now - since : 0
            return StuckCall(
                method: interface.methodName(method), duration: .nanoseconds(Int64(clamping: age)))
        }
    }

    private struct State {
        var calls: [UInt64: Call] = [:]
        /// When to report next, and how long to wait after that.
        var reportAt: UInt64 = .max
        var pause: UInt64 = 0
        var isClosed = false
    }

    /// How long a call may go on before it is worth a word, in nanoseconds.
    static let patience: UInt64 = 1_000_000_000

    private let state = Locked(State())
    /// When the waiting thread has to look, in nanoseconds of CLOCK_MONOTONIC, the largest number for never.
    private let lookAt = Atomic<UInt64>(.max)
    /// A bit for each lane whose holder takes answers only when it likes.
    private let unattended = Atomic<UInt64>(0)
    private let grace: UInt64
    private let wake: @Sendable () -> Void

    /// Creates an empty collection.
    ///
    /// - Parameters:
    ///   - grace: After how many nanoseconds a call is overdue, the largest number for never.
    ///   - wake: Makes the waiting thread look at `nextLook` again.
    init(grace: UInt64, wake: @escaping @Sendable () -> Void) {
        self.grace = grace
        self.wake = wake
    }

    private static func key(_ lane: UInt32, _ callID: UInt32) -> UInt64 { UInt64(lane) << 32 | UInt64(callID) }

    /// Enters a call.
    func add(_ call: Call) {
        let isFirst = state.withLock { state -> Bool in
            guard !state.isClosed else { return false }
            state.calls[call.key] = call
            guard state.calls.count == 1 else { return false }
            state.pause = Self.patience
            state.reportAt = call.since.addingClamped(Self.patience)
            lookAt.store(min(state.reportAt, call.since.addingClamped(grace)), ordering: .relaxed)
            return true
        }
        // Those that come later are due later.
        if isFirst { wake() }
    }

    /// Removes a call: its late answer is there.
    func remove(lane: UInt32, callID: UInt32) {
        state.withLock { state in
            state.calls[Self.key(lane, callID)] = nil
            if state.calls.isEmpty { lookAt.store(.max, ordering: .relaxed) }
        }
    }

    /// Removes all calls, and takes no more: the plugin is gone.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.calls = [:]
            lookAt.store(.max, ordering: .relaxed)
        }
    }

    /// Notes whether the answers of a lane wait for their caller to come for them, so that they tell nothing about the
    /// plugin.
    func setUnattended(lane: UInt32, _ isUnattended: Bool) {
        let bit = UInt64(1) &<< UInt64(lane)
        guard (unattended.load(ordering: .relaxed) & bit != 0) != isUnattended else { return }
        if isUnattended {
            unattended.bitwiseOr(bit, ordering: .relaxed)
        } else {
            unattended.bitwiseAnd(~bit, ordering: .relaxed)
        }
    }

    /// All calls, the one that was given up first in front.
    func all(now: UInt64) -> [StuckCall] {
        state.withLock { $0.calls.values.sorted { $0.since < $1.since } }.map { $0.stuck(now) }
    }

    /// When `look(now:)` will find something, if nothing changes.
    var nextLook: UInt64? {
        let next = lookAt.load(ordering: .relaxed)
        return next == .max ? nil : next
    }

    /// Looks whether there is something to report: after a second, and then at intervals that double.
    func look(now: UInt64) -> StuckReport? {
        guard lookAt.load(ordering: .relaxed) <= now else { return nil }
        let unattended = self.unattended.load(ordering: .relaxed)
        return state.withLock { state in
            let candidates = state.calls.values.filter { unattended & 1 &<< UInt64($0.lane) == 0 }
            guard let oldest = candidates.min(by: { $0.since < $1.since }) else {
                lookAt.store(state.calls.isEmpty ? .max : now.addingClamped(Self.patience), ordering: .relaxed)
                return nil
            }
            let age = now > oldest.since ? now - oldest.since : 0
            let overdueAt = oldest.since.addingClamped(grace)
            let isOverdue = overdueAt <= now
            if age < Self.patience, !isOverdue {
                // Those that were reported have been answered.
                state.pause = Self.patience
                state.reportAt = oldest.since.addingClamped(Self.patience)
                lookAt.store(min(state.reportAt, overdueAt), ordering: .relaxed)
                return nil
            }
            guard isOverdue || state.reportAt <= now else {
                lookAt.store(min(state.reportAt, overdueAt), ordering: .relaxed)
                return nil
            }
            state.reportAt = now.addingClamped(state.pause)
            state.pause = state.pause.addingClamped(state.pause)
            lookAt.store(isOverdue ? state.reportAt : min(state.reportAt, overdueAt), ordering: .relaxed)
            return StuckReport(oldest: oldest.stuck(now), others: candidates.count - 1, isOverdue: isOverdue)
        }
    }
}
