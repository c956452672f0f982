internal import Glibc
internal import OutboardSystem

/// What one thread waits on while it calls a group: bells of lanes, and the ends of the plugins.
///
/// Registrations stay: a lane's bell is added when the lane is first used, the ends when this is made. Used by one thread
/// at a time, and by one alone where its `WaitSet` belongs to a thread.
@safe
final class GroupWait: @unchecked Sendable {
    /// Nil if there are no descriptors left for it.
    private let set: (any WaitSet)?
    private let channels: [CallChannel]
    private let events: UnsafeMutableBufferPointer<EpollEvent>
    /// The lanes whose bells are watched, as bits, for each member.
    private var lanes: [UInt64]
    /// Whether the end of a member has been told of, or cannot be told of.
    private(set) var hasEnded: [Bool]
    /// Whether something is not watched, so that one has to look for it.
    private(set) var isIncomplete: Bool
    /// The thread that made it.
    let owner = ThreadSlot.current

    private static let endLane: UInt64 = 0xff
    /// Members from which on their bells are rung together: see `docs/decisions/0016`.
    private static let many = 8
    /// For how long a wait for many is a wait for all of them, in nanoseconds: what else comes is late by that at most.
    private static let patience: UInt64 = 500_000
    /// Whether bells are rung, and answers awaited, together.
    private let isForMany: Bool

    init(_ channels: [CallChannel]) {
        self.channels = channels
        self.lanes = Array(repeating: 0, count: channels.count)
        self.hasEnded = Array(repeating: false, count: channels.count)
        unsafe self.events = .allocate(capacity: 64)
        unsafe events.initialize(repeating: EpollEvent())
        let set = try? channels.first?.parts.makeWaitSet()
        self.set = set
        self.isForMany = channels.count >= Self.many && set?.waitsForMany == true
        self.isIncomplete = set == nil
        for (member, channel) in channels.enumerated() {
            for end in channel.parts.ends {
                watch(end.descriptor, end.events, token: UInt64(member) << 8 | Self.endLane)
            }
        }
    }

    deinit {
        unsafe events.deallocate()
    }

    private func watch(_ descriptor: Int32, _ events: Epoll.Events, token: UInt64) {
        do {
            try set?.add(descriptor, events, token: token)
        } catch {
            isIncomplete = true
        }
    }

    /// Sees to it that the bell of a member's lane is watched.
    func watch(member: Int, lane: UInt32) {
        guard lanes[member] >> UInt64(lane) & 1 == 0 else { return }
        lanes[member] |= 1 << UInt64(lane)
        let bell = channels[member].parts.bells[Int(lane)].toHost.raw
        watch(bell, [.input, .edge], token: UInt64(member) << 8 | UInt64(lane))
    }

    /// Rings a bell: at once in a small group, otherwise with the next wait or `flush()`.
    ///
    /// - Parameter bell: One that does not block.
    func ring(_ bell: Int32) {
        if isForMany, let set { set.ring(bell) } else { Bell.ring(bell) }
    }

    /// Rings the bells that have not been rung.
    func flush() {
        if isForMany { set?.flush() }
    }

    /// Sleeps until bells, an end, or the time-out: one system call, no allocation; two if many are slow.
    ///
    /// - Parameters:
    ///   - wanted: How many members have to be heard of before the caller has something to do.
    ///   - timeoutNanoseconds: The time-out.
    func wait(for wanted: Int, timeoutNanoseconds: UInt64?) {
        // Without descriptors to wait on, this is what remains.
        let timeout = isIncomplete ? min(1_000_000, timeoutNanoseconds ?? .max) : timeoutNanoseconds
        // Everybody who is waited for rings or ends, so that all of them can be awaited. Not for ever: a member may need
        // an answer to go on, and a deadline, an end or a large answer should not wait for the slowest.
        if isForMany, wanted > 1, timeout ?? .max > Self.patience {
            if wait(wanted, Self.patience) != 0 { return }
            wait(1, timeout.map { $0 &- Self.patience })
        } else {
            wait(1, timeout)
        }
    }

    @discardableResult
    private func wait(_ wanted: Int, _ timeout: UInt64?) -> Int {
        guard let set, case let count = unsafe set.wait(into: events, wanted: wanted, timeoutNanoseconds: timeout),
            count >= 0
        else {
            isIncomplete = true
            usleep(1000)
            return -1
        }
        for index in 0..<count {
            let token = unsafe events[index].token
            guard token & 0xff == Self.endLane, let member = Int(exactly: token >> 8), member < hasEnded.count else {
                continue
            }
            hasEnded[member] = true
        }
        return count
    }
}
