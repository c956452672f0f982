internal import OutboardRing
internal import OutboardSystem

/// The host's end of a lane, in private memory.
///
/// Whoever holds the lane (see `CallChannel`) uses it alone.
@safe
struct HostLane: ~Copyable {
    /// Writes H.
    var requests: RingProducer
    /// Reads P.
    var replies: RingConsumer
    /// The host's words about the lane, in H.
    let own: LaneControl
    /// The plugin's words about the lane, in P: hints.
    let peer: LaneControl
    /// How the lane's callers wait.
    var pace = LanePace()
    /// The calls without an answer.
    var calls: CallTable
    /// The call being opened: what its record will say.
    var openID: UInt32 = 0
    var openMethod: UInt16 = 0
    /// The ordinal of the first method of the interface whose callers have the lane: what a record adds to the method.
    var firstOrdinal: UInt16 = 0
    var openLength: UInt16 = 0
    var openFlags: UInt8 = 0
    var openDeadline: UInt64 = 0
    #if Tracing
    var openTrace: TraceContext? = nil
    #endif
    var openByteCount = 0
    var openHasAttachment = false
    /// Whether what lies next in the reply ring is a violation: it is noticed once.
    var isBroken = false
    /// Whether the waiting thread watches the lane's bell, because a caller gave up on it.
    var isWatched = false
    /// The method of the call that was answered last.
    var answeredMethod: UInt16 = 0
    /// Where arguments of up to a block are encoded, before they go to the ring in one copy.
    ///
    /// Encoding touches reference counts. A locked instruction waits for all stores before it, and a store to a line that
    /// the plugin holds takes as long as the line needs to cross: so no encoding between such stores.
    let draft: UnsafeMutableRawPointer
    /// The payload of the reply taken last, where it was not larger than a block.
    let scratch: UnsafeMutableRawPointer
    /// The payload of the reply taken last, where it was larger than a block; stays for the next one if it is not too large.
    var large: UnsafeMutableRawBufferPointer? = nil
    /// Whether the reply taken last lies there.
    var holdsLarge = false
    /// Whether payloads in attachments are left there, for whoever takes the answer.
    var leavesAttachments = false
    /// The attachment of the reply taken last, if its payload was left there.
    var leftAttachment: Attachment? = nil
    /// The result of the reply taken last, where it is bytes and the caller said so.
    var largeBytes: [UInt8]? = nil
    /// Whether the caller of the call that is being waited for wants nothing but bytes.
    var wantsBytes = false
    /// Records that the plugin has taken from the request ring, as its answers and its words about the lane said.
    var taken: UInt32 = 0
    /// Whether a call that has not been answered, or run if it is one-way, has its arguments in the bulk area.
    var bulkIsBusy = false
    /// How much of the bulk area has pages.
    var bulkPages = BulkPages()
    /// How much of the plugin's bulk area has been seen to have pages.
    var bulkPagesIn = BulkPages()
    /// Arguments being written that go as an attachment.
    var attachment: Attachment? = nil
    var attachmentMapping: Mapping? = nil
    /// What became of wishes for room for replies, by call.
    var leases: [UInt32: Lease] = [:]
    /// Where calls are entered whose callers gave up; shared by all lanes.
    let abandoned: AbandonedCalls
    let segments: SegmentPair
    let bulkByteCount: Int
    let bulkOut: UnsafeMutableRawPointer
    let bulkIn: UnsafeRawPointer
    let index: UInt32
    let bell: Int32
    let waits: Int32
    /// Whether the call being opened is a one-way call.
    var openIsOneWay = false
    /// Whether the call that has its arguments in the bulk area is one.
    var bulkIsOneWay = false
    /// How many of the records in `taken` the answers have not counted: an answer that is older than the words is no lie.
    var takenUnanswered: UInt32 = 0
    /// What the plugin must have taken to have run all one-way calls, if it has not.
    var oneWayEnd: UInt32? = nil
    /// What it must have taken to have run the last one-way call whose arguments are larger than a block.
    var largeOneWayEnd: UInt32? = nil

    init(segments: SegmentPair, index: Int, bells: LaneBells, abandoned: AbandonedCalls) {
        let host = segments.hostLane(index)
        let plugin = segments.pluginLane(index)
        self.requests = host.producer()
        self.replies = plugin.consumer()
        self.own = host.control
        self.peer = plugin.control
        self.calls = CallTable(capacity: segments.geometry.slots)
        unsafe self.scratch = .allocate(byteCount: segments.geometry.blockBytes, alignment: 64)
        unsafe self.draft = .allocate(byteCount: segments.geometry.blockBytes, alignment: 64)
        // Arguments travel in whole words: what fills the last one is an earlier argument to the same plugin, or zero.
        unsafe draft.initializeMemory(as: UInt8.self, repeating: 0, count: segments.geometry.blockBytes)
        self.abandoned = abandoned
        self.segments = segments
        self.bulkByteCount = segments.geometry.bulkBytes
        unsafe self.bulkOut = host.bulk
        unsafe self.bulkIn = UnsafeRawPointer(plugin.bulk)
        self.index = UInt32(truncatingIfNeeded: index)
        self.bell = bells.toPlugin.raw
        self.waits = bells.waits.raw
    }

    deinit {
        unsafe draft.deallocate()
        unsafe scratch.deallocate()
        unsafe large?.deallocate()
    }

    /// Forgets the payload of the reply taken last.
    @inline(__always)
    mutating func releasePayload() {
        if let buffer = unsafe large, buffer.count > Self.mostKept {
            unsafe buffer.deallocate()
            unsafe large = nil
        }
        holdsLarge = false
        largeBytes = nil
    }

    /// The most bytes of ``large`` that stay: fresh pages cost more than copying to them.
    private static var mostKept: Int { 2 << 20 }
}
