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
    private var isIncomplete: Bool
    /// The thread that made it.
    let owner = ThreadSlot.current

    private static let endLane: UInt64 = 0xff

    init(_ channels: [CallChannel]) {
        self.channels = channels
        self.lanes = Array(repeating: 0, count: channels.count)
        self.hasEnded = Array(repeating: false, count: channels.count)
        unsafe self.events = .allocate(capacity: 64)
        unsafe events.initialize(repeating: EpollEvent())
        self.set = try? channels.first?.parts.makeWaitSet()
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

    /// Sleeps until a bell, an end, or the time-out: one system call, no allocation.
    func wait(timeoutNanoseconds: UInt64?) {
        // Without descriptors to wait on, this is what remains.
        let timeout = isIncomplete ? min(1_000_000, timeoutNanoseconds ?? .max) : timeoutNanoseconds
        guard let set, case let count = unsafe set.wait(into: events, timeoutNanoseconds: timeout), count >= 0 else {
            usleep(1000)
            return
        }
        for index in 0..<count {
            let token = unsafe events[index].token
            guard token & 0xff == Self.endLane, let member = Int(exactly: token >> 8), member < hasEnded.count else {
                continue
            }
            hasEnded[member] = true
        }
    }
}
