internal import OutboardRing
internal import OutboardSystem

/// Where the plugin's end of a lane sends its answers from, in private memory.
///
/// Replies come from the worker, and from tasks where the plugin has `async` methods: then, and only then, they are sent
/// under a lock.
@safe @usableFromInline
struct ReplyLane: ~Copyable {
    /// Writes P.
    var replies: RingProducer
    /// Where results of up to a block are encoded, before they go to the ring in one copy: see `HostLane.draft`.
    let draft: UnsafeMutableRawPointer
    /// The plugin's words about the lane, in P.
    let own: LaneControl
    /// The host's words about the lane, in H.
    let peer: LaneControl
    let index: Int
    let bell: Int32
    let served: ServedInterfaces
    let attachments: AttachmentTable
    let populateBulk: @Sendable (_ lane: Int, _ byteCount: Int) throws -> Void
    /// Bytes of the bulk area that are used.
    let bulkByteCount: Int
    let bulkOut: UnsafeMutableRawPointer
    /// Whether there is no bulk area and no host to lend anything: answers of any size lie in memory of this process.
    let isService: Bool
    /// That of the last such answer.
    var ownBulk = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// The reply ring's position after the last reply that used the bulk area.
    var bulkReply: UInt32?
    /// How much of it has pages.
    var bulkPages = BulkPages()
    /// Whether replies may come from several threads.
    let isShared: Bool
    let lock = Locked<Void>(())

    init(_ parts: ServeEnd.Parts, index: Int, attachments: AttachmentTable) {
        let host = parts.hostLanes[index]
        let plugin = parts.pluginLanes[index]
        self.replies = plugin.producer()
        unsafe self.draft = .allocate(byteCount: parts.geometry.blockBytes, alignment: 64)
        unsafe draft.initializeMemory(as: UInt8.self, repeating: 0, count: parts.geometry.blockBytes)
        self.own = plugin.control
        self.peer = host.control
        self.index = index
        self.bell = parts.descriptors[index].bell
        self.served = parts.served
        self.attachments = attachments
        self.populateBulk = parts.populateBulk
        // What lies in the bulk area of the lane of tasks is copied by the one thread that waits for all plugins: larger
        // results travel as attachments, which tasks copy.
        self.bulkByteCount =
            index == parts.geometry.lanes &- 1 ? min(1 << 20, parts.geometry.bulkBytes) : parts.geometry.bulkBytes
        unsafe self.bulkOut = plugin.bulk
        self.isService = parts.service != nil
        self.isShared = parts.served.hasAsync
    }

    deinit {
        unsafe draft.deallocate()
        unsafe ownBulk.deallocate()
    }

    /// Publishes a record of the reply ring, whose payload is in place, and wakes the host if it sleeps.
    @inline(__always)
    mutating func publish(_ header: RecordHeader) {
        let position = replies.position
        replies.publish(header)
        if peer.asksForBell(at: position) { ring() }
    }

    @inline(never)
    private mutating func ring() {
        Bell.ring(bell)
        own.countBell()
    }

    /// The bulk area, if the host has read what the last reply left there.
    mutating func freeBulk(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        if isService {
            unsafe ownBulk.deallocate()
            unsafe ownBulk = .allocate(byteCount: byteCount, alignment: 64)
            return unsafe ownBulk.baseAddress
        }
        guard byteCount <= bulkByteCount else { return nil }
        if let position = bulkReply, Int32(truncatingIfNeeded: peer.taken &- position) < 0 { return nil }
        if let missing = bulkPages.missing(for: byteCount, of: bulkByteCount) {
            guard (try? populateBulk(index, missing)) != nil else { return nil }
            bulkPages.note(missing)
        }
        return unsafe bulkOut
    }
}
