internal import OutboardRing
internal import OutboardSystem

/// One call to every member of a group, from its publication to the last answer, on one thread.
///
/// All members have the call before the first answer is looked for. The thread then waits for all of them at once: it polls
/// their rings, and sleeps on one set of descriptors that has every bell and every end.
@safe
struct FanOut: ~Copyable {
    /// A member that has the call.
    @safe
    struct Member {
        let index: Int
        let lane: UnsafeMutablePointer<HostLane>
        let callID: UInt32
        /// In nanoseconds of CLOCK_MONOTONIC, the largest number for none.
        let deadline: UInt64
        /// Whether the plugin was asked to ring for the answer.
        var isArmed = false
    }

    let bindings: [CallBinding]
    let waits: GroupWaits
    let wait: GroupWait
    let method: UInt16
    let began: UInt64
    /// Calls that ended before they were sent.
    var refused: [(index: Int, error: any Error)] = []
    /// Members whose answer has not come.
    var waiting: [Member] = []
    /// Members that are on their way out, and whose end is not yet explained.
    var dying: [Member] = []
    /// Where the next look at the rings begins.
    var cursor = 0

    init(_ bindings: [CallBinding], _ waits: GroupWaits, _ method: UInt16, _ arguments: EncodedArguments) {
        self.bindings = bindings
        self.waits = waits
        self.wait = waits.take()
        self.method = method
        self.began = MonotonicClock.now()
        waiting.reserveCapacity(bindings.count)
        for index in waits.order {
            do {
                try publish(index, arguments)
            } catch {
                refused.append((index, error))
            }
        }
    }

    deinit {
        wait.flush()
        for member in waiting + dying { Self.giveUp(member, bindings[member.index]) }
        waits.give(wait)
    }

    private mutating func publish(_ index: Int, _ arguments: EncodedArguments) throws {
        let binding = bindings[index]
        guard Int(method) < binding.methodCount else { throw binding.missing(method) }
        let lane = try unsafe binding.channel.takeOwnLane(binding) ?? takeOtherLane(binding)
        unsafe binding.channel.leaveUnattended(lane, true)
        do {
            let callID = try unsafe binding.publish(lane, method, arguments, wait.ring)
            unsafe lane.pointee.pace.noteGroup(lane.pointee.own)
            unsafe waiting.append(
                Member(
                    index: index, lane: lane, callID: callID,
                    // From here on: the wait for another member's lane is not this plugin's.
                    deadline: binding.options.deadline(from: MonotonicClock.now())))
        } catch {
            unsafe binding.channel.leaveUnattended(lane, false)
            unsafe binding.channel.release(lane)
            throw error
        }
    }

    private func takeOtherLane(_ binding: CallBinding) throws -> UnsafeMutablePointer<HostLane> {
        // This may take a while, in which the others should hear of their calls.
        wait.flush()
        return try unsafe binding.channel.takeLane(binding, method)
    }

    /// Lets go of a member's call, whose late answer is dropped, and of its lane.
    static func giveUp(_ member: Member, _ binding: CallBinding) {
        unsafe binding.channel.abandonAll(member.lane, binding)
        unsafe binding.channel.leaveUnattended(member.lane, false)
        unsafe binding.channel.release(member.lane)
    }
}
