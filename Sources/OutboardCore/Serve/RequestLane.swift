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
    let index: Int
    let waits: Int32
    let attachments: AttachmentTable
    let bulkByteCount: Int
    let bulkIn: UnsafeRawPointer
    /// Where the answers go.
    let replies: UnsafeMutablePointer<ReplyLane>

    init(
        _ parts: ServeEnd.Parts, index: Int, attachments: AttachmentTable, replies: UnsafeMutablePointer<ReplyLane>
    ) {
        let host = parts.hostLanes[index]
        self.requests = host.consumer()
        self.own = parts.pluginLanes[index].control
        self.peer = host.control
        self.index = index
        self.waits = parts.descriptors[index].waits
        self.attachments = attachments
        self.bulkByteCount = parts.geometry.bulkBytes
        unsafe self.bulkIn = UnsafeRawPointer(host.bulk)
        unsafe self.replies = replies
    }

    /// Fetches the line of a reply that will be sent soon, for writing.
    func prefetchReplies() {
        // Where tasks reply as well the position is theirs, under the lock.
        if unsafe replies.pointee.isShared { return }
        unsafe outboard_prefetch_for_write(replies.pointee.replies.record(ahead: 3))
    }
}
