internal import OutboardRing
internal import OutboardSystem

// Calls whose callers gave up.
extension CallChannel {
    /// Gives up the calls in flight on a lane that the calling thread holds.
    func abandonAll(_ lane: UnsafeMutablePointer<HostLane>, _ binding: CallBinding) {
        if unsafe lane.pointee.abandonAll(binding.interface) { parts.cancelTasks() }
    }

    /// Notes that the thread that holds a lane takes its answers when it likes, or no longer does so.
    ///
    /// Costs a load where no call was given up on the lane.
    func leaveUnattended(_ lane: UnsafeMutablePointer<HostLane>, _ isUnattended: Bool) {
        if isUnattended, unsafe lane.pointee.calls.abandonedCount == 0 { return }
        abandoned.setUnattended(lane: unsafe lane.pointee.index, isUnattended)
    }

    /// The calls that the plugin goes on with, the one that was given up first in front.
    package func stuckCalls() -> [StuckCall] {
        recoverAll()
        return abandoned.all(now: MonotonicClock.now())
    }

    /// Takes the late answers on all lanes that nobody uses.
    private func recoverAll() {
        for index in 0..<parts.segments.geometry.lanes { recover(index) }
    }

    /// Looks, for the waiting thread, whether there is something to say about these calls or to do about the plugin.
    package func lookForStuckCalls(now: UInt64) -> StuckReport? {
        // A late answer may lie on a lane that nobody uses: whoever gave it is not stuck.
        if let due = abandoned.nextLook, due <= now { recoverAll() }
        return abandoned.look(now: now)
    }

    /// When to look next, in nanoseconds of CLOCK_MONOTONIC.
    package var nextStuckLook: UInt64? { abandoned.nextLook }
}
