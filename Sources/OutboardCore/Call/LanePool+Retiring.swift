internal import Synchronization

// How a generation that is being replaced comes to its last call.
extension LanePool {
    /// Takes the lanes that are free for good, so that no thread can begin a call on them.
    ///
    /// A thread may have seen that calls are accepted a long time ago and may only now come for a lane. It finds one that
    /// it can take and was not seen free here, and then its call is waited for; or it finds none, looks again whether calls
    /// are accepted, and they are not. So nothing is added to the path of a call.
    ///
    /// - Returns: Whether nobody holds a lane any more.
    func retireFree() -> Bool {
        var isDone = true
        for lane in 0..<count {
            switch unsafe state(lane).pointee.load(ordering: .relaxed) {
            case State.retired: continue
            case State.stalled:
                // Only calls that were given up run on it. Written with what it was: whoever takes it from here on reads
                // this store or a later one, and sees that calls are refused before it begins one.
                if !exchange(lane, State.stalled, State.stalled) { isDone = false }
            case State.free: if !exchange(lane, State.free, State.retired) { isDone = false }
            case State.behind: if !exchange(lane, State.behind, State.retired) { isDone = false }
            default: isDone = false
            }
        }
        return isDone
    }

    /// Whether nobody holds a lane.
    var isQuiet: Bool {
        (0..<count).allSatisfy { lane in
            let found = unsafe state(lane).pointee.load(ordering: .relaxed)
            return found != State.held && found != State.wanted
        }
    }

    private func exchange(_ lane: Int, _ expected: UInt8, _ desired: UInt8) -> Bool {
        unsafe state(lane).pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .acquiringAndReleasing,
            failureOrdering: .acquiring
        ).exchanged
    }
}
