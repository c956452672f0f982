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
        try closedChannel.withLock { known in
            if let known { return known }
            guard let geometry = Geometry(lanes: 2, slots: 2, blockBytes: 64, bulkBytes: 4096) else {
                throw Errno.invalidArgument
            }
            var files: SegmentFiles?
            let segments = try SegmentPair(geometry: geometry, generation: 0, files: &files, isInProcess: true)
            let channel = CallChannel(
                Parts(
                    segments: segments, bells: try (0..<geometry.lanes).map { _ in try LaneBells() },
                    policy: .adaptive, maximumPayload: 1 << 30, maximumLent: 0, sendAttachment: { _, _ in },
                    refuseAttachment: { _ in }, deadlineChanged: {}, watchStalledLane: { _, _ in },
                    violated: { _ in }))
            channel.close(CallFate(code: .lost, message: "the plugin has not been started"))
            known = channel
            return channel
        }
    }

    private static let closedChannel = Locked<CallChannel?>(nil)

    /// Whether who holds a lane since before calls were refused may use it for further calls.
    var letsHoldersGoOn: Bool { isRetiring.load(ordering: .acquiring) && !isClosed }
}

extension TaskLane {
    /// Fails the calls that the plugin does not have: they go to another generation.
    func refuseUnsent(_ fate: CallFate) {
        var done: [Resumption] = []
        state.withLock { state in
            for call in state.queued.all + state.held.all {
                end(&state, call, { _ in fate.notSent(method: call.name) }, &done)
            }
        }
        for resumption in done { resumption.resume() }
    }

    /// Whether the plugin has answered all calls that were sent.
    ///
    /// Under the lock that publishes them: who comes later sees that calls are refused.
    var isDrained: Bool { state.withLock { state in state.published.allSatisfy { $0 == nil } } }
}
