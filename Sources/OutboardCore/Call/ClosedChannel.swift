internal import OutboardRing
internal import OutboardSystem
internal import SystemPackage

/// Makes, when it is first needed, a channel on which no call is ever accepted.
final class ClosedChannel: Sendable {
    private let channel = Locked<CallChannel?>(nil)

    /// The channel.
    ///
    /// - Parameter fate: Why it accepts none; the first one counts.
    /// - Returns: The channel.
    /// - Throws: `Errno` where there is no memory, or no descriptor, for it.
    func get(_ fate: CallFate) throws -> CallChannel {
        try channel.withLock { known in
            if let known { return known }
            guard let geometry = Geometry(lanes: 2, slots: 2, blockBytes: 64, bulkBytes: 4096) else {
                throw Errno.invalidArgument
            }
            // Never waited on: one for both.
            let bells = try LaneBells()
            let channel = CallChannel(
                CallChannel.Parts(
                    segments: try SegmentPair(unshared: geometry), bells: [bells, bells],
                    policy: .adaptive, maximumPayload: 1 << 30, maximumLent: 0, sendAttachment: { _, _ in },
                    refuseAttachment: { _ in }, deadlineChanged: {}, watchStalledLane: { _, _ in },
                    violated: { _ in }))
            channel.close(fate)
            known = channel
            return channel
        }
    }
}
