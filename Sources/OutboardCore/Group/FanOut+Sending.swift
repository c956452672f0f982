internal import OutboardSystem

// Calls members without waiting for a lane while another one is held.
extension FanOut {
    /// A member that could not be called yet.
    struct Unsent {
        let index: Int
        /// Until when it is tried, in nanoseconds of CLOCK_MONOTONIC, the largest number for ever.
        let deadline: UInt64
    }

    /// How long it takes until members without a lane are tried again: at first, and at most.
    static let firstPause: UInt64 = 50_000
    private static let longestPause: UInt64 = 10_000_000
    /// How long the thread waits for the lane of one member at first, where there are others to be tried.
    private static let firstTurn: UInt64 = 1_000_000

    /// Calls a member if that takes no wait.
    ///
    /// - Returns: Whether it has the call.
    /// - Throws: The outcome of the call.
    mutating func sendAtOnce(_ index: Int) throws -> Bool {
        let binding = bindings[index]
        guard Int(method) < binding.methodCount else { throw binding.missing(method) }
        let pool = binding.channel.pool
        guard let taken = pool.takeOwn() ?? pool.tryTake() else {
            guard binding.options.backPressure == .fail else { return false }
            // Says so.
            try unsafe publish(index, binding.channel.takeLane(binding, method))
            return true
        }
        let lane = unsafe binding.channel.adopt(taken, binding)
        do {
            if binding.options.backPressure != .fail, try unsafe binding.channel.mustMakeRoom(lane, binding, method) {
                unsafe binding.channel.release(lane)
                return false
            }
        } catch {
            unsafe binding.channel.release(lane)
            throw error
        }
        try unsafe publish(index, lane)
        return true
    }

    /// Tries those again that could not be called yet, if it is time for it.
    mutating func sendUnsent(_ now: UInt64) {
        guard !unsent.isEmpty, now >= retry.at else { return }
        let before = unsent.count
        for place in unsent.indices.reversed() {
            let member = unsent[place]
            do {
                if try sendAtOnce(member.index) {
                    unsent.remove(at: place)
                } else if now >= member.deadline || !bindings[member.index].channel.isOpen {
                    unsent.remove(at: place)
                    refused.append((member.index, noLane(member)))
                }
            } catch {
                unsent.remove(at: place)
                refused.append((member.index, error))
            }
        }
        if unsent.count < before { wait.flush() }
        let pause = unsent.count < before ? Self.firstPause : min(retry.pause &* 2, Self.longestPause)
        retry = (now &+ pause, pause)
    }

    /// Waits for the lane of a member that could not be called yet, while the thread holds no lane.
    ///
    /// The last one queues for it until its deadline. Where there are several each gets its turn to be queued for, which is
    /// longer from round to round.
    mutating func sendBlocking() {
        wait.flush()
        var turn = Self.firstTurn
        var left = unsent.count
        while waiting.isEmpty, refused.isEmpty, !unsent.isEmpty {
            let member = unsent.removeFirst()
            let binding = bindings[member.index]
            let now = MonotonicClock.now()
            let end = unsent.isEmpty ? member.deadline : min(member.deadline, now.addingClamped(turn))
            do {
                if let taken = binding.channel.pool.takeAny(binding.channel, before: end) {
                    // If there are one-way calls on the lane, it waits for room.
                    try unsafe publish(member.index, binding.channel.adopt(taken, binding))
                } else if end == member.deadline || !binding.channel.isOpen {
                    refused.append((member.index, noLane(member)))
                } else {
                    unsent.append(member)
                }
            } catch {
                refused.append((member.index, error))
            }
            left &-= 1
            if left <= 0 {
                left = unsent.count
                turn = turn.addingClamped(turn)
            }
        }
        retry = (0, Self.firstPause)
    }

    private func noLane(_ member: Unsent) -> OutboardError {
        let binding = bindings[member.index]
        return binding.channel.pool.noLane(binding, method)
    }
}
