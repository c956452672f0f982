internal import OutboardRing
internal import OutboardSystem

/// One call to every member of a group, from its publication to the last answer, on one thread.
///
/// All members with a free lane have the call before the first answer is looked for. The thread then waits for all of them
/// at once: it polls their rings, and sleeps on one set of descriptors that has every bell and every end.
///
/// While it holds a lane it waits for answers and for nothing else, so that whoever holds another lane and wants this one
/// gets it. Members whose lanes are in use are tried again between the others' answers, and waited for when no lane is
/// held.
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
    let arguments: EncodedArguments
    let began: UInt64
    /// Members that could not be called yet: their lanes are in use.
    var unsent: [Unsent] = []
    /// When they are tried again, in nanoseconds of CLOCK_MONOTONIC, and how long it takes until the next time.
    var retry: (at: UInt64, pause: UInt64)
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
        self.arguments = arguments
        self.began = MonotonicClock.now()
        self.retry = (began &+ Self.firstPause, Self.firstPause)
        waiting.reserveCapacity(bindings.count)
        for index in bindings.indices {
            do {
                if try !sendAtOnce(index) {
                    unsent.append(Unsent(index: index, deadline: bindings[index].options.deadline(from: began)))
                }
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

    /// Calls a member on a lane that the thread holds, which is given back if that fails.
    mutating func publish(_ index: Int, _ lane: UnsafeMutablePointer<HostLane>) throws {
        let binding = bindings[index]
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

    /// Lets go of a member's call, whose late answer is dropped, and of its lane.
    static func giveUp(_ member: Member, _ binding: CallBinding) {
        unsafe binding.channel.abandonAll(member.lane, binding)
        unsafe binding.channel.leaveUnattended(member.lane, false)
        unsafe binding.channel.release(member.lane)
    }
}
