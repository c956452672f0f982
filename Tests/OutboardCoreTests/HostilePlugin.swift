import OutboardRing
import OutboardSystem
import ProbeInterface
import Synchronization

@testable import OutboardCore

/// A record made by hand, with bytes for the block of its slot and for the lane's bulk area.
struct CraftedRecord: Sendable {
    var header: RecordHeader
    var words: [UInt64] = []
    var block: [UInt8] = []
    var bulk: [UInt8] = []
}

/// A channel whose other end is in the hands of a test: it writes P as it likes.
///
/// As with a real process, a violation is noticed where it is found, and the channel closed by another thread.
final class HostilePlugin: Sendable {
    let geometry: Geometry
    let segments: SegmentPair
    let bells: [LaneBells]
    let channel: CallChannel
    private let log: ViolationLog
    private let stopping = Atomic<Bool>(false)

    /// Violations, and the attachments that were sent.
    final class ViolationLog: Sendable {
        let violations = Locked<[ProtocolViolation]>([])
        let first = OneShot<ProtocolViolation>()
        let sent = Locked<[(AttachmentMessage, byteCount: Int)]>([])
    }

    init(
        lanes: Int = 2, slots: Int = 8, maximumPayload: Int = 1 << 20, maximumLent: Int = 1 << 30,
        policy: WaitPolicy = .park,
        sendAttachment: (@Sendable (Attachment, AttachmentMessage) throws -> Void)? = nil
    ) throws {
        guard let geometry = Geometry(lanes: lanes, slots: slots, blockBytes: 64, bulkBytes: 4096) else {
            throw ProbeError(reason: "geometry")
        }
        self.geometry = geometry
        var files: SegmentFiles?
        segments = try SegmentPair(geometry: geometry, generation: 1, files: &files, isInProcess: true)
        let bells = try (0..<lanes).map { _ in try LaneBells() }
        self.bells = bells
        let log = ViolationLog()
        self.log = log
        channel = CallChannel(
            CallChannel.Parts(
                segments: segments, bells: bells, policy: policy, maximumPayload: maximumPayload,
                maximumLent: maximumLent,
                sendAttachment: { attachment, message in
                    log.sent.withLock { $0.append((message, attachment.byteCount)) }
                    try sendAttachment?(attachment, message)
                },
                refuseAttachment: { message in log.sent.withLock { $0.append((message, 0)) } },
                deadlineChanged: { bells.last.map { Bell.ring($0.toHost.raw) } },
                watchStalledLane: { _, _ in },
                violated: { violation in
                    log.violations.withLock { $0.append(violation) }
                    log.first.fulfil(violation)
                }))
        try DedicatedThread.start(named: "reaper") { [log, channel] in
            guard let violation = log.first.wait(timeoutNanoseconds: Patience.nanoseconds) else { return }
            channel.close(CallFate(code: .violated, message: "the plugin broke the protocol: \(violation)"))
            for lane in bells { Bell.ring(lane.toHost.raw) }
        }
        try DedicatedThread.start(named: "waiting") { [weak self, channel] in
            while let plugin = self, !plugin.stopping.load(ordering: .acquiring) {
                let waits = plugin.bells[lanes - 1].waits.raw
                while channel.tasks.drain(channel) {}
                _ = channel.tasks.expire(now: MonotonicClock.now())
                _ = Epoll.park(waits, timeoutNanoseconds: 5_000_000)
            }
        }
    }

    /// Ends the threads, and all calls.
    func stop() {
        stopping.store(true, ordering: .releasing)
        log.first.fulfil(ProtocolViolation("the test is over"))
        for lane in bells { Bell.ring(lane.toHost.raw) }
    }

    /// A client; its time-out only ends tests that hang.
    func probe(timeout: Duration? = Patience.duration) -> ProbeClient {
        ProbeClient(
            caller: Caller(
                channel: channel, interface: ProbeClient.interface,
                place: InterfacePlace(methodCount: ProbeClient.interface.methods.count),
                options: CallOptions(timeout: timeout)))
    }

    /// What the host found wrong.
    var violations: [ProtocolViolation] { log.violations.withLock { $0 } }
    /// The attachments that the host sent.
    var sent: [(AttachmentMessage, byteCount: Int)] { log.sent.withLock { $0 } }

    /// The writing end of a lane's reply ring.
    func replies(_ lane: Int = 0) -> RingProducer { segments.pluginLane(lane).producer() }

    /// Publishes a record and rings the host's bell.
    func publish(_ record: CraftedRecord, to replies: inout RingProducer, lane: Int = 0) {
        for (index, word) in record.words.prefix(6).enumerated() {
            replies.body.storeBytes(of: word, toByteOffset: index * 8, as: UInt64.self)
        }
        for (index, byte) in record.block.prefix(geometry.blockBytes).enumerated() {
            replies.block.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
        }
        for (index, byte) in record.bulk.prefix(geometry.bulkBytes).enumerated() {
            segments.pluginLane(lane).bulk.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
        }
        replies.publish(record.header)
        Bell.ring(bells[lane].toHost.raw)
    }

    /// Answers the requests on a lane, from a thread of its own, with what the closure makes of each.
    func respond(
        lane: Int = 0, requests count: Int = 1, _ craft: @escaping @Sendable (RecordHeader) -> [CraftedRecord]
    ) throws {
        try DedicatedThread.start(named: "hostile") { [self] in
            var requests = segments.hostLane(lane).consumer()
            var replies = replies(lane)
            for _ in 0..<count {
                while !requests.isReady {
                    if stopping.load(ordering: .acquiring) { return }
                    Threads.sleep(milliseconds: 1)
                }
                let header = requests.copyHeader()
                requests.advance()
                for record in craft(header) { publish(record, to: &replies, lane: lane) }
            }
        }
    }
}

extension CraftedRecord {
    /// A good answer to a request: no result.
    static func done(_ request: RecordHeader, credit: UInt16 = 1) -> CraftedRecord {
        CraftedRecord(header: RecordHeader(kind: .reply, callID: request.callID, credit: credit))
    }
}
