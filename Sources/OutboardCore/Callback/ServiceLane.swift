internal import COutboard
internal import OutboardRing
internal import OutboardSystem
internal import SystemPackage

/// Where a host runs a dispatcher by itself: a lane that nobody shares, without threads and descriptors.
///
/// Dispatchers answer into a ring, and what is inlined into them is made for that. So a service answers into one too; it lies
/// in memory of this process, and is read where it lies. Used by one task at a time.
@safe
final class ServiceLane: @unchecked Sendable {
    private let segments: SegmentPair
    private let end: ServeEnd
    private let work = ServiceWork()
    private var replies: RingConsumer

    init(_ interfaces: [InterfaceDescriptor], _ dispatch: @escaping @Sendable (inout IncomingCall) -> Void) throws {
        guard let geometry = Geometry(lanes: 1, slots: 2, blockBytes: 4096, bulkBytes: 0) else {
            throw Errno.invalidArgument
        }
        segments = try SegmentPair(unshared: geometry)
        // Nobody sleeps until an answer: position 0 would say so.
        segments.hostLane(0).control.arm(at: .max)
        var parts = ServeEnd.Parts(
            geometry: geometry, hostLanes: [segments.hostLane(0)], pluginLanes: [segments.pluginLane(0)],
            descriptors: [ServeEnd.LaneDescriptors(waits: -1, bell: -1)], interfaces: interfaces,
            populateBulk: { _, _ in }, dispatch: dispatch)
        parts.service = work
        end = ServeEnd(parts)
        replies = segments.pluginLane(0).consumer()
    }

    /// Runs a method, in the current task.
    ///
    /// - Parameters:
    ///   - ordinal: That of the method among those of all services.
    ///   - arguments: Its encoded arguments.
    ///   - number: The call that it is run for.
    ///   - deadline: That of the call, in nanoseconds of CLOCK_MONOTONIC; 0 for none.
    /// - Returns: What it returned or threw.
    func run(_ ordinal: UInt16, _ arguments: [UInt8], number: UInt32, deadline: UInt64) async -> CallbackOutcome {
        let port = unsafe ReplyPort(lane: end.lanes.pointee.replies, callID: number, taken: nil)
        let call = TaskCall(serving: end, port)
        let context = CallContext(end: nil, task: call, bit: nil, deadlineNanoseconds: deadline)
        await CallContext.$ofTask.withValue(context) {
            begin(ordinal, arguments, port)
            if let rest = work.take() { await rest(call) }
        }
        return takeOutcome(number)
    }

    private func begin(_ ordinal: UInt16, _ arguments: [UInt8], _ port: ReplyPort) {
        unsafe arguments.withUnsafeBytes { bytes in
            // An empty array may be nowhere.
            let start = unsafe bytes.baseAddress ?? UnsafeRawPointer(segments.host.base)
            var call = unsafe IncomingCall(
                method: ordinal, port: port, arguments: start, byteCount: bytes.count, end: end)
            end.parts.dispatch(&call)
            if !call.isAnswered { port.send(undecodable: .invalidValue("the dispatcher did not answer the call")) }
        }
    }

    /// Takes the answer out of the ring.
    private func takeOutcome(_ number: UInt32) -> CallbackOutcome {
        guard replies.isReady else {
            return .failure(number, OUTBOARD_ERROR_BAD_RESULT, "the host's service did not answer")
        }
        defer { replies.advance() }
        let header = replies.header
        let payload: UnsafeRawBufferPointer
        switch header.payloadClass {
        case .inline: unsafe payload = UnsafeRawBufferPointer(start: replies.body, count: Int(header.length))
        case .block: unsafe payload = UnsafeRawBufferPointer(start: replies.block, count: Int(header.length))
        default: unsafe payload = UnsafeRawBufferPointer(end.lanes.pointee.replies.pointee.ownBulk)
        }
        return unsafe CallbackOutcome(
            number: number, error: header.kind == .error ? header.method : nil, payload: Array(payload))
    }
}
