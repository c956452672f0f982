import OutboardRing
import OutboardSystem
import ProbeInterface
import SystemPackage
import Testing

@testable import OutboardCore

/// What a wish for room leads to, for a call on a lane that nobody else uses.
@Suite struct LendingTests {
    private struct Outcome: Equatable {
        /// What is noted of the call: what was lent, or that it was refused.
        var note: String?
        /// How many attachments were sent.
        var sent = 0
    }

    /// Makes a call and takes the wish for it.
    private func wish(
        _ byteCount: UInt64, isGivenUp: Bool = false, error: Errno? = nil
    ) throws -> Outcome {
        let sent = Locked(0)
        let plugin = try HostilePlugin(sendAttachment: { _, _ in
            sent.withLock { $0 += 1 }
            if let error { throw error }
        })
        defer { plugin.stop() }
        let lane = plugin.channel.lanes
        _ = try lane.pointee.open(0, 0, deadline: 0, maximum: 0)
        lane.pointee.publishOpen()
        let callID = lane.pointee.openID
        if isGivenUp { _ = lane.pointee.abandon(callID, ProbeClient.interface, now: 1) }
        try plugin.channel.lend(lane, callID, Untrusted(byteCount))
        let note: String? =
            switch lane.pointee.leases[callID] {
            case .lent(let lease): "\(lease.attachment.byteCount)"
            case .refused: "refused"
            case nil: nil
            }
        return Outcome(note: note, sent: sent.withLock { $0 })
    }

    @Test func `what is there is lent, and nothing to nobody`() throws {
        #expect(try wish(1) == Outcome(note: "1", sent: 1))
        #expect(try wish(5000) == Outcome(note: "5000", sent: 1))
        #expect(try wish(0) == Outcome(note: "refused"))
        #expect(try wish(1 << 20 + 1) == Outcome(note: "refused"))
        #expect(try wish(5000, isGivenUp: true) == Outcome())
    }

    @Test(arguments: [Errno.wouldBlock, .tooManyReferences])
    func `who does not read the control socket is ended`(_ error: Errno) {
        #expect(throws: ProtocolViolation.self) { _ = try wish(5000, error: error) }
    }

    @Test(arguments: [Errno.brokenPipe, .tooManyOpenFiles])
    func `who is on its way out is not accused`(_ error: Errno) throws {
        #expect(try wish(5000, error: error).sent == 1)
    }
}
