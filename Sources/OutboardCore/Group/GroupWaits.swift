internal import OutboardSystem

/// The members of a group, and what threads that call them wait on, kept from call to call.
final class GroupWaits: Sendable {
    let channels: [CallChannel]
    /// The members in the order in which their lanes are taken: the same for all groups, so that two threads never wait
    /// for each other's lanes.
    let order: [Int]
    private let idle = Locked<[GroupWait]>([])

    /// Kept at most; threads beyond them make their own for each call.
    private static let kept = 64

    init(_ channels: [CallChannel]) {
        self.channels = channels
        self.order = channels.indices.sorted { ObjectIdentifier(channels[$0]) < ObjectIdentifier(channels[$1]) }
    }

    /// Something to wait on that nobody else uses.
    func take() -> GroupWait {
        let thread = ThreadSlot.current
        let found = idle.withLock { idle -> GroupWait? in
            guard let index = idle.lastIndex(where: { $0.owner == thread }) else { return nil }
            return idle.remove(at: index)
        }
        return found ?? GroupWait(channels)
    }

    /// Gives it back.
    func give(_ wait: GroupWait) {
        // The oldest goes: its thread may have ended.
        idle.withLock { idle in
            if idle.count >= Self.kept { idle.removeFirst() }
            idle.append(wait)
        }
    }
}
