internal import COutboardLinux
internal import OutboardRing
internal import OutboardSystem

/// Where the plugin's end of a lane takes its calls from, in private memory.
///
/// Used by the lane's worker alone.
@safe
struct RequestLane: ~Copyable {
    /// Reads H.
    var requests: RingConsumer
    /// The plugin's words about the lane, in P.
    let own: LaneControl
    /// The host's words about the lane, in H.
    let peer: LaneControl
    /// Looks at the ring before anything else is looked at: about two microseconds, or one look where polling makes no
    /// sense.
    var eagerPolls = 1
    /// Keeps the worker on the processor of its caller while calls are handed off.
    var stay = ProcessorStay()
    /// Whether the lane's host has ended its connection: no bell rings any more.
    var isHostGone = false
    /// The tasks of the calls that began here.
    let tasks: LaneTasks
    let index: Int
    let waits: Int32
    let attachments: AttachmentTable
    let bulkByteCount: Int
    let bulkIn: UnsafeRawPointer
    /// Whose lane it is, and who outlives it.
    unowned(unsafe) let end: ServeEnd
    /// Where the answers go.
    let replies: UnsafeMutablePointer<ReplyLane>
    /// Bounds the tasks of the lane's one-way calls.
    let oneWayTasks: TaskLimit
    /// The instance whose call the worker runs; nothing for the plugin itself.
    var instance: ServedInstance? = nil
    /// Records that had been taken when this side last looked whether the host waits for room.
    var announced: UInt32 = 0

    init(
        _ end: ServeEnd, index: Int, attachments: AttachmentTable, replies: UnsafeMutablePointer<ReplyLane>
    ) {
        let parts = end.parts
        let host = parts.hostLanes[index]
        self.requests = host.consumer()
        self.own = parts.pluginLanes[index].control
        self.peer = host.control
        self.tasks = LaneTasks(slots: parts.geometry.slots, host: host.control)
        self.oneWayTasks = TaskLimit(parts.geometry.slots)
        self.index = index
        self.waits = parts.descriptors[index].waits
        self.attachments = attachments
        self.bulkByteCount = parts.geometry.bulkBytes
        unsafe self.bulkIn = UnsafeRawPointer(host.bulk)
        unsafe self.end = end
        unsafe self.replies = replies
    }

    /// The context of the call that the worker runs.
    ///
    /// Made of the record, which was passed before the call began and stays until it is answered: a call whose method
    /// does not ask pays nothing.
    func runningCall(_ task: TaskCall? = nil) -> CallContext {
        let header = requests.passedHeader
        let deadline =
            header.flags & RecordHeader.deadlineFlag == 0
            ? 0 : UInt64(littleEndian: unsafe requests.passedBody.load(as: UInt64.self))
        // Others are not answered, and have no bit.
        let bit = header.kind == .call ? peer.cancellationBit(callID: header.callID, slots: requests.slots) : nil
        return unsafe CallContext(end: end, task: task, bit: bit, deadlineNanoseconds: deadline)
    }

    /// Fetches the line of a reply that will be sent soon, for writing.
    func prefetchReplies() {
        // Where tasks reply as well the position is theirs, under the lock.
        if unsafe replies.pointee.isShared { return }
        unsafe outboard_prefetch_for_write(replies.pointee.replies.record(ahead: 3))
    }
}
