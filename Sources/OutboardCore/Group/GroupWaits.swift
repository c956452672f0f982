internal import OutboardSystem

/// The members of a group, and what threads that call them wait on, kept from call to call.
final class GroupWaits: Sendable {
    let channels: [CallChannel]
    private let idle = Locked<[GroupWait]>([])
    /// The same for the members' present generations, where one of them is no longer that of its client.
    private let renewed = Locked<GroupWaits?>(nil)

    /// Kept at most; threads beyond them make their own for each call.
    private static let kept = 64

    init(_ channels: [CallChannel]) {
        self.channels = channels
    }

    /// What to call, and what to wait on, with each member in its present generation as far as there is one.
    ///
    /// - Parameter bindings: Those of the members' clients.
    /// - Returns: Both, in the order of the members.
    func present(_ bindings: [CallBinding]) -> (bindings: [CallBinding], waits: GroupWaits) {
        guard bindings.contains(where: { $0.heirs != nil && !$0.channel.isOpen }) else { return (bindings, self) }
        let present = bindings.map { binding in
            guard !binding.channel.isOpen else { return binding }
            return (try? binding.heirs?.next(after: binding)) ?? binding
        }
        let waits = renewed.withLock { renewed in
            if let renewed, zip(renewed.channels, present).allSatisfy({ $0 === $1.channel }) { return renewed }
            let waits = GroupWaits(present.map(\.channel))
            renewed = waits
            return waits
        }
        return (present, waits)
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
    ///
    /// One that does not watch everything is not kept: the next call may have better luck.
    func give(_ wait: GroupWait) {
        guard !wait.isIncomplete else { return }
        // The oldest goes: its thread may have ended.
        idle.withLock { idle in
            if idle.count >= Self.kept { idle.removeFirst() }
            idle.append(wait)
        }
    }
}
