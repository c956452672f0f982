internal import OutboardRing
internal import OutboardSystem
internal import Synchronization
internal import SystemPackage

// How another generation takes the place of this one without losing a call.
extension CallChannel {
    /// Sends new calls to another generation; those that the plugin has go on, and so do pipelines that have begun.
    ///
    /// Calls that wait for a lane or for room have not begun, and go with the new ones. Returns at once.
    ///
    /// - Parameter fate: What calls are told that have nowhere else to go.
    package func retire(_ fate: CallFate) {
        isRetiring.store(true, ordering: .sequentiallyConsistent)
        refuse(fate)
        tasks.refuseUnsent(fate)
        pool.wakeAll()
    }

    /// Looks whether the last call is over, after `retire(_:)`.
    ///
    /// Costs a look at each lane.
    ///
    /// - Returns: Whether nobody waits for an answer any more, and nobody can begin a call.
    package func isDrained() -> Bool {
        // Both: each look closes what it finds idle.
        let lanesAreDone = pool.retireFree()
        return lanesAreDone && tasks.isDrained
    }

    /// Whether nobody calls at the moment.
    package var isQuiet: Bool { pool.isQuiet && tasks.isDrained }

    /// A number that changes when calls are made, in the plugin's own words: a hint.
    package var progress: UInt64 {
        (0..<parts.segments.geometry.lanes).reduce(0) { sum, lane in
            sum &+ UInt64(parts.segments.pluginLane(lane).control.taken)
        }
    }

    /// A channel on which no call was ever accepted: where clients begin whose plugin has not been started.
    ///
    /// There is one in a process, made when it is first needed.
    package static func closed() throws -> CallChannel {
        try closedChannel.get(CallFate(code: .lost, message: "the plugin has not been started"))
    }

    /// A channel that clients of a plugin's host have, whose calls do not go there: it refuses those that could not wait.
    ///
    /// There is one in a process, made when it is first needed.
    package static func ofCallbacks() throws -> CallChannel {
        try channelOfCallbacks.get(
            CallFate(
                code: .lost,
                message: "a plugin calls its host with requirements that are `async throws` and not one-way"))
    }

    private static let closedChannel = ClosedChannel()
    private static let channelOfCallbacks = ClosedChannel()

    /// Whether who holds a lane since before calls were refused may use it for further calls.
    var letsHoldersGoOn: Bool { isRetiring.load(ordering: .acquiring) && !isClosed }
}

extension TaskLane {
    /// Fails the calls that the plugin does not have: they go to another generation.
    func refuseUnsent(_ fate: CallFate) {
        var done: [Resumption] = []
        state.withLock { state in
            // What goes on after a callback is no new call.
            for call in state.queued.all.filter({ !$0.isResumption }) + state.held.all {
                end(&state, call, { _ in fate.notSent(method: call.name) }, &done)
            }
        }
        for resumption in done { resumption.resume() }
    }

    /// Whether the plugin has answered all calls that were sent, and none is on its way back to it from a callback.
    ///
    /// Under the lock that publishes them: who comes later sees that calls are refused.
    var isDrained: Bool {
        state.withLock { state in
            state.serving.isEmpty && state.published.allSatisfy { $0 == nil }
                && !state.queued.all.contains { $0.isResumption }
        }
    }
}
