import OutboardRing
import OutboardSystem
import ProbeInterface

@testable import OutboardCore

/// The host's end of one lane, and the plugin's in the hands of a test: no thread, no bell, nobody waits.
///
/// What the host's end makes of a record is seen at once, and so is what a record that it refuses leaves as it was.
final class BareLane {
    /// An answer as its caller gets it.
    struct Given: Equatable {
        var bytes: [UInt8] = []
        var callID: UInt32
        var method: UInt16 = 0
        /// Of the error, if it is one.
        var error: UInt16?
        var holdsBytes = false
    }

    /// What a record was taken for.
    enum Taken: Equatable {
        case answer(Given)
        case lease(UInt32, String)
        case dropped
    }

    /// What the host's end knows.
    struct Standing: Equatable {
        /// Requests that the plugin has taken.
        var taken: UInt32 = 0
        /// How many of them the answers have not counted.
        var unanswered: UInt32 = 0
        /// Replies that were taken, as the host knows and as the plugin is told.
        var passed: [UInt32] = [0, 0]
        /// Calls in flight.
        var calls = 0
        var leases = 0
        var bulkIsBusy = false
        /// What must have been taken for the one-way calls, and for the last large one, to have been run.
        var oneWayEnds: [UInt32?] = [nil, nil]
    }

    /// What lies in the body, and what in the block, of each record that the plugin publishes.
    static let body = (1...48).map { UInt8($0) }
    static let block = (0..<4096).map { UInt8(truncatingIfNeeded: $0 / 251 &+ $0 &+ 101) }

    let segments: SegmentPair
    private let bells: LaneBells
    private var host: HostLane
    private var requests: RingConsumer
    private var replies: RingProducer
    private var alone: LoneCall?
    /// Results of calls that are alone on the lane: with room for more than there may be.
    private let words = UnsafeMutableRawPointer.allocate(byteCount: 1 << 16, alignment: 8)

    init(blockBytes: Int = 64) throws {
        guard let geometry = Geometry(lanes: 2, slots: 8, blockBytes: blockBytes, bulkBytes: 4096) else {
            throw ProbeError(reason: "geometry")
        }
        var files: SegmentFiles?
        segments = try SegmentPair(geometry: geometry, generation: 1, files: &files, isInProcess: true)
        bells = try LaneBells()
        host = HostLane(segments: segments, index: 0, bells: bells, abandoned: AbandonedCalls(grace: .max) {})
        requests = segments.hostLane(0).consumer()
        replies = segments.pluginLane(0).producer()
        words.initializeMemory(as: UInt8.self, repeating: 0, count: 1 << 16)
    }

    deinit { words.deallocate() }

    // MARK: The host

    /// Calls; gives the number of the call.
    func call(_ method: UInt16 = 0, byteCount: Int = 0) throws -> UInt32 {
        _ = try host.open(method, byteCount, deadline: 0, maximum: 1 << 20)
        _ = host.takeAttachment()
        host.publishOpen()
        return host.openID
    }

    /// Calls one-way.
    func send(byteCount: Int = 0) throws {
        _ = try host.open(0, byteCount, isOneWay: true, deadline: 0, maximum: 1 << 20)
        _ = host.takeAttachment()
        host.publishOneWay()
    }

    /// Calls as the only one on the lane.
    func callAlone(_ method: UInt16 = 0, byteCount: Int = 0) -> UInt32 {
        words.copyMemory(from: Self.block, byteCount: byteCount)
        let call = host.publishAlone(method, words, byteCount)
        alone = call
        return call.callID
    }

    func giveUp(_ callID: UInt32) { _ = host.abandon(callID, ProbeClient.interface, now: 1) }

    /// Lends room for the reply of a call.
    func lend(_ callID: UInt32, _ byteCount: Int) throws -> Attachment {
        let budget = LendingBudget(limit: byteCount)
        guard budget.take(byteCount) else { throw ProbeError(reason: "budget") }
        let attachment = try Attachment(byteCount: byteCount)
        host.leases[callID] = .lent(LentAttachment(attachment, budget: budget))
        return attachment
    }

    func refuse(_ callID: UInt32, _ reason: String) { host.leases[callID] = .refused(reason) }

    var wantsBytes: Bool {
        get { host.wantsBytes }
        set { host.wantsBytes = newValue }
    }

    var leavesAttachments: Bool {
        get { host.leavesAttachments }
        set { host.leavesAttachments = newValue }
    }

    var standing: Standing {
        Standing(
            taken: host.taken, unanswered: host.takenUnanswered,
            passed: [host.replies.position, segments.hostLane(0).control.taken], calls: host.calls.count,
            leases: host.leases.count, bulkIsBusy: host.bulkIsBusy, oneWayEnds: [host.oneWayEnd, host.largeOneWayEnd])
    }

    func hasTaken(_ count: UInt32) -> Bool { host.hasTaken(count) }
    func learnTaken() throws(ProtocolViolation) { try host.learnTaken() }

    /// Enters the call that was alone in the table: what there is to know of it then.
    func enterAlone(_ callID: UInt32, _ method: UInt16) -> (openID: UInt32, openMethod: UInt16) {
        host.enterAlone(callID, method)
        return (host.openID, host.openMethod)
    }

    /// Takes the next reply if it is a plain one.
    func takePlain(_ wanted: UInt32) -> Given? {
        let header = host.replies.copyHeader()
        return host.takePlainReply(header, wanted).map { given($0) }
    }

    /// Takes the next reply if it answers the call that is alone.
    func takeAlone() -> [UInt8]? {
        guard let alone else { return nil }
        let (stampedCall, word) = (host.replies.stampedCall, host.replies.headerWord)
        return host.takeAlone(stampedCall, word, alone, into: words).map {
            Array(UnsafeRawBufferPointer(start: words, count: $0))
        }
    }

    /// Takes the next reply.
    func take() throws(ProtocolViolation) -> Taken {
        let header = host.replies.copyHeader()
        switch try host.takeReply(header) {
        case .answer(let answer): return .answer(given(answer))
        case .lease(let callID, let byteCount): return .lease(callID, "\(byteCount)")
        case .dropped: return .dropped
        }
    }

    private func given(_ answer: Answer) -> Given {
        let bytes =
            answer.holdsBytes
            ? host.largeBytes ?? []
            : Array(
                UnsafeRawBufferPointer(
                    start: answer.payload, count: host.leftAttachment == nil ? answer.byteCount : 0))
        return Given(
            bytes: bytes, callID: answer.callID, method: host.answeredMethod,
            error: answer.isError ? answer.ordinal : nil,
            holdsBytes: answer.holdsBytes)
    }

    /// Takes over the payload of the reply taken last, if it was large.
    func takeLarge(_ byteCount: Int) -> LargeAnswer? {
        host.takeLarge(
            Answer(payload: words, byteCount: byteCount, isError: false, ordinal: 0, callID: 0, lane: 0))
    }

    /// Bytes that there are for large payloads.
    var largeByteCount: Int? { host.large?.count }

    // MARK: The plugin

    /// The next request: its header, and where its arguments are.
    func request() -> (header: RecordHeader, body: [UInt8], block: [UInt8]) {
        defer { requests.advance() }
        let header = requests.copyHeader()
        return (
            header, Array(UnsafeRawBufferPointer(start: requests.body, count: Record.bodyBytes)),
            Array(UnsafeRawBufferPointer(start: requests.block, count: segments.geometry.blockBytes))
        )
    }

    /// What the plugin says to have taken.
    var saysTaken: UInt32 {
        get { segments.pluginLane(0).control.taken }
        set { segments.pluginLane(0).control.taken = newValue }
    }

    /// Says that the plugin sleeps until the next request.
    func sleep() { segments.pluginLane(0).control.arm(at: requests.position) }

    /// How often the plugin was woken.
    var wakeUps: UInt64 { segments.hostLane(0).control.bells }

    /// Publishes a record.
    func reply(
        _ callID: UInt32, _ kind: RecordKind = .reply, method: UInt16 = 0, flags: UInt8 = 0, length: Int = 0,
        credit: Int, reference: UInt64? = nil
    ) {
        replies.body.copyMemory(from: Self.body, byteCount: Self.body.count)
        if let reference { replies.body.storeBytes(of: reference, as: UInt64.self) }
        replies.block.copyMemory(from: Self.block, byteCount: segments.geometry.blockBytes)
        replies.publish(
            RecordHeader(
                kind: kind, callID: callID, method: method, flags: flags, length: UInt16(truncatingIfNeeded: length),
                credit: UInt16(truncatingIfNeeded: credit)))
    }

    /// Publishes an answer that lies in the bulk area.
    func replyInBulk(_ callID: UInt32, _ bytes: [UInt8], kind: RecordKind = .reply, credit: Int) {
        segments.pluginLane(0).bulk.copyMemory(from: bytes, byteCount: bytes.count)
        reply(callID, kind, flags: 2, credit: credit, reference: UInt64(bytes.count))
    }
}
