internal import OutboardRing
internal import OutboardSystem

// Calls that nobody waits for any more: the plugin is told, and their late answers are dropped.
extension HostLane {
    /// Gives a call up, if it is still unanswered.
    ///
    /// - Parameters:
    ///   - callID: The call.
    ///   - interface: Describes the call's method.
    ///   - now: When, in nanoseconds of CLOCK_MONOTONIC.
    /// - Returns: Whether the plugin may have a task to cancel. Where it has none, its method finds out by itself.
    mutating func abandon(_ callID: UInt32, _ interface: InterfaceDescriptor, now: UInt64) -> Bool {
        let method = calls.method(callID)
        guard calls.abandon(callID) else { return false }
        // What was lent for the answer is let go: it is dropped unread.
        leases[callID] = nil
        showAbandoned(around: callID)
        abandoned.add(
            AbandonedCalls.Call(lane: index, callID: callID, method: method, interface: interface, since: now))
        return Int(method) < interface.methods.count && interface.methods[Int(method)].isAsync
    }

    /// Gives all calls up that are in flight.
    ///
    /// - Parameter interface: Describes their methods.
    /// - Returns: Whether the plugin may have tasks to cancel.
    mutating func abandonAll(_ interface: InterfaceDescriptor) -> Bool {
        let now = MonotonicClock.now()
        var haveTasks = false
        for callID in calls.waiting where abandon(callID, interface, now: now) { haveTasks = true }
        return haveTasks
    }

    /// Forgets a call that was given up: its answer has come.
    mutating func forgetAbandoned(_ callID: UInt32) {
        // Cleared before a later call gets the same bit: its record is published after this.
        showAbandoned(around: callID)
        abandoned.remove(lane: index, callID: callID)
    }

    /// Shows the plugin what the table says.
    private func showAbandoned(around callID: UInt32) {
        let (word, bits) = calls.abandoned(around: callID)
        own.setCancelled(word: word, to: bits)
    }
}
