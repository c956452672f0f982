import OutboardRing
import OutboardSystem

@testable import OutboardCore

/// The real host's end of one lane in this process, and a plugin that does what the input says: honestly, nearly so, or
/// not at all.
///
/// Each step is one thing that a side does: the host calls, gives up or takes; the plugin takes, answers, asks for an
/// attachment, writes a record or a word. After each step what must be true of the host is checked, against a count of
/// calls of its own. A violation ends the run, as it ends a plugin; one of a plugin that was honest is a finding.
final class RingMachine {
    private static let geometry = Geometry(lanes: 2, slots: 4, blockBytes: 64, bulkBytes: 4096)!
    private static let maximumPayload = 1 << 16
    private static let maximumLent = 1 << 17
    private static let maximumSteps = 400

    /// A call that the host has made and the plugin has not answered.
    private struct OpenCall {
        var isAbandoned = false
    }

    private let channel: CallChannel
    private let lane: UnsafeMutablePointer<HostLane>
    private let plugin: FuzzedPlugin
    private var open: [UInt32: OpenCall] = [:]
    /// The call that was published as the only one on the lane, and is in no table.
    private var alone: LoneCall?
    private let scratch = UnsafeMutableRawPointer.allocate(byteCount: CallBinding.quickBytes, alignment: 8)

    init(_ input: inout FuzzInput) {
        // The lane of tasks leaves attachments to whoever takes the answer.
        let index = Int(input.byte() & 1)
        var files: SegmentFiles?
        guard let segments = try? SegmentPair(geometry: Self.geometry, generation: 1, files: &files),
            let bells = try? (0..<2).map({ _ throws in try LaneBells() }), let made = files.take(),
            let writable = try? Mapping(made.plugin.raw, byteCount: Self.geometry.segmentBytes, writable: true)
        else { fatalError("no memory") }
        let lent = Locked<[UInt32: Int]>([:])
        channel = CallChannel(
            CallChannel.Parts(
                segments: segments, bells: bells, policy: .park, maximumPayload: Self.maximumPayload,
                maximumLent: Self.maximumLent,
                sendAttachment: { attachment, message in
                    if message.purpose == .result { lent.withLock { $0[message.callID] = attachment.byteCount } }
                },
                refuseAttachment: { message in lent.withLock { $0[message.callID] = 0 } },
                deadlineChanged: {}, watchStalledLane: { _, _ in }, violated: { _ in }))
        lane = channel.lanes + index
        plugin = FuzzedPlugin(
            writable: writable, segments: segments, bell: bells[index].toHost.raw, lane: index, lent: lent)
    }

    deinit { scratch.deallocate() }

    /// Runs all steps of the input, or those up to a violation.
    func run(_ input: inout FuzzInput) -> Int {
        var steps = 0
        while !input.isEmpty, steps < Self.maximumSteps {
            steps += 1
            do throws(ProtocolViolation) {
                try step(&input)
            } catch {
                require(!plugin.isHonest, "an honest plugin is not accused: \(error)")
                break
            }
            check()
        }
        return steps
    }

    private func step(_ input: inout FuzzInput) throws(ProtocolViolation) {
        let choice = input.byte()
        if choice & 8 != 0 { return plugin.step(Int(choice & 7), &input) }
        try finishAlone()
        switch choice & 7 {
        case 0: try call(isOneWay: false, &input)
        case 1: try call(isOneWay: true, &input)
        case 2: callAlone(&input)
        case 3: try take(quickly: true)
        case 4: giveUp(&input)
        case 5: try lane.pointee.learnTaken()
        default: try take(quickly: false)
        }
    }

    // MARK: What a host does

    private func call(isOneWay: Bool, _ input: inout FuzzInput) throws(ProtocolViolation) {
        let sizes = [0, 1, 8, 47, 48, 49, 64, 65, 4096, 4097, 5000]
        let byteCount = sizes[input.below(sizes.count)]
        if !lane.pointee.hasRoom(isOneWay: isOneWay, byteCount) { try lane.pointee.learnTaken() }
        guard lane.pointee.hasRoom(isOneWay: isOneWay, byteCount), lane.pointee.hasRoom else { return }
        do {
            let place = try lane.pointee.open(
                UInt16(input.byte() & 1), byteCount, isOneWay: isOneWay, deadline: input.byte() & 1 == 0 ? 0 : .max,
                maximum: Self.maximumPayload)
            place.initializeMemory(as: UInt8.self, repeating: 0x5a, count: byteCount)
            if lane.pointee.openHasAttachment { try channel.sendArguments(lane) { "method \($0)" } }
        } catch { return }
        if isOneWay {
            lane.pointee.publishOneWay()
        } else {
            require(open[lane.pointee.openID] == nil, "a number of its own")
            open[lane.pointee.openID] = OpenCall()
            lane.pointee.publishOpen()
        }
    }

    private func callAlone(_ input: inout FuzzInput) {
        // What the pool says of a free lane.
        guard open.isEmpty, lane.pointee.requests.position == lane.pointee.taken, lane.pointee.oneWayEnd == nil,
            lane.pointee.calls.abandonedCount == 0
        else { return }
        alone = lane.pointee.publishAlone(0, scratch, input.below(65))
    }

    private func finishAlone() throws(ProtocolViolation) {
        guard let call = alone.take() else { return }
        if let stampedCall = lane.pointee.replies.pollForCall(1) {
            let word = lane.pointee.replies.headerWord
            if let byteCount = lane.pointee.takeAlone(stampedCall, word, call, into: scratch) {
                require(byteCount <= Self.geometry.blockBytes, "a result that fits into a block")
                plugin.forget(call.callID)
                return
            }
        }
        lane.pointee.enterAlone(call.callID, 0)
        open[call.callID] = OpenCall()
        try take(quickly: false)
    }

    private func giveUp(_ input: inout FuzzInput) {
        guard let callID = open.keys.sorted().dropFirst(input.below(4)).first else { return }
        _ = lane.pointee.abandon(callID, ControlMessages.host, now: 1)
        open[callID]?.isAbandoned = true
    }

    private func take(quickly: Bool) throws(ProtocolViolation) {
        guard lane.pointee.replies.isReady else { return }
        let header = lane.pointee.replies.copyHeader()
        if quickly {
            lane.pointee.wantsBytes.toggle()
            if let answer = lane.pointee.takePlainReply(header, header.callID) { return end(answer) }
        }
        switch try lane.pointee.takeReply(header) {
        case .answer(let answer): end(answer)
        case .lease(let callID, let byteCount):
            require(open[callID] != nil, "room for a call that is open")
            try channel.lend(lane, callID, byteCount)
        case .dropped:
            require(open[header.callID]?.isAbandoned == true, "only answers to abandoned calls are dropped")
            open[header.callID] = nil
            plugin.forget(header.callID)
        }
    }

    /// An answer was handed to the caller of a call, who looks at every byte of it.
    private func end(_ answer: Answer) {
        require(open[answer.callID]?.isAbandoned == false, "an answer to a call that waits")
        open[answer.callID] = nil
        plugin.forget(answer.callID)
        require(answer.byteCount >= 0 && answer.byteCount <= Self.maximumPayload, "a bounded payload")
        if answer.holdsBytes {
            require(lane.pointee.largeBytes?.count == answer.byteCount - 4, "bytes of the size that was said")
        } else if let large = lane.pointee.takeLarge(answer) {
            if let payload = try? large.load() { look(at: payload, large.byteCount, answer) }
        } else {
            look(at: answer.payload, answer.byteCount, answer)
        }
        lane.pointee.releasePayload()
    }

    private func look(at payload: UnsafeRawPointer, _ byteCount: Int, _ answer: Answer) {
        var sum: UInt8 = 0
        for place in 0..<byteCount { sum &+= payload.load(fromByteOffset: place, as: UInt8.self) }
        scratch.storeBytes(of: sum, as: UInt8.self)
        var reader = WireReader(start: payload, byteCount: byteCount)
        if answer.isError {
            _ = try? ControlMessages.host.error(answer.ordinal, 0, &reader)
        } else {
            _ = try? reader.next(FuzzedStructure.self)
        }
    }

    // MARK: What must be true

    private func check() {
        let isAlone = alone == nil ? 0 : 1
        require(lane.pointee.calls.count == open.count, "the table has the calls that are open")
        require(
            lane.pointee.calls.abandonedCount == open.values.count { $0.isAbandoned }, "and those that were given up")
        require(open.count + isAlone <= Self.geometry.slots, "a place in the reply ring for each answer")
        let untaken = lane.pointee.requests.position &- lane.pointee.taken
        require(untaken <= UInt32(Self.geometry.slots), "no request is overwritten: \(untaken) are not taken")
        require(lane.pointee.own.taken == lane.pointee.replies.position, "the plugin is told what was taken")
        require(channel.lending.lentByteCount <= Self.maximumLent, "bounded lending")
        if open.isEmpty, alone == nil {
            require(lane.pointee.leases.isEmpty && lane.pointee.leftAttachment == nil, "nothing is lent for no call")
            require(channel.lending.lentByteCount == 0, "what was lent came back")
            if lane.pointee.oneWayEnd == nil { require(!lane.pointee.bulkIsBusy, "the bulk area is free") }
        }
    }
}
