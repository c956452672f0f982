internal import COutboardUring
internal import OutboardSystem
internal import SystemPackage

/// What a ``Poller`` watches, and what is still to be told to its ring.
struct WatchTable {
    private struct Watch {
        var descriptor: Int32
        var events: Epoll.Events
        var token: UInt64
        /// Grows when the entry is given up: completions of its former use are known by it.
        var generation: UInt32 = 0
        var isUsed = true
        /// Whether the ring has a poll for it.
        var isArmed = false
        /// Whether the kernel refuses to poll it.
        var isRefused = false
        /// Whether it is listed in `toArm`.
        var isListed = false
    }

    /// The bits of poll(2) that are told without being asked for.
    private static let always: Epoll.Events = [.error, .closed]

    private var watches: [Watch] = []
    private var free: [UInt32] = []
    private var byDescriptor: [Int32: UInt32] = [:]
    private var toArm: [UInt32] = []
    private var toRemove: [UInt64] = []

    // MARK: Registrations

    /// Adds a descriptor.
    ///
    /// - Throws: `EEXIST` when it is there already.
    mutating func add(_ descriptor: Int32, _ events: Epoll.Events, token: UInt64) throws(Errno) {
        guard byDescriptor[descriptor] == nil else { throw .fileExists }
        let index: UInt32
        if let reused = free.popLast() {
            index = reused
            let former = watches[Int(index)]
            watches[Int(index)] = Watch(
                descriptor: descriptor, events: events, token: token, generation: former.generation,
                isListed: former.isListed)
        } else {
            index = UInt32(truncatingIfNeeded: watches.count)
            watches.append(Watch(descriptor: descriptor, events: events, token: token))
        }
        byDescriptor[descriptor] = index
        list(index)
    }

    /// Removes a descriptor.
    ///
    /// - Throws: `ENOENT` when it is not there.
    mutating func remove(_ descriptor: Int32) throws(Errno) {
        guard let index = byDescriptor.removeValue(forKey: descriptor) else { throw .noSuchFileOrDirectory }
        disarm(index)
        watches[Int(index)].isUsed = false
        free.append(index)
    }

    /// Calls `body` with each descriptor.
    func visit<Failure: Error>(_ body: (Int32, Epoll.Events, UInt64) throws(Failure) -> Void) throws(Failure) {
        for watch in watches where watch.isUsed { try body(watch.descriptor, watch.events, watch.token) }
    }

    // MARK: The ring

    /// Queues polls and removals at the ring: those that have come up since the last time, as far as there is room.
    ///
    /// - Returns: Whether polls are left for the next time.
    mutating func queue(at ring: UringRing) -> Bool {
        var removed = 0
        while removed < toRemove.count, ring.remove(token: toRemove[removed]) == 0 { removed += 1 }
        toRemove.removeSubrange(..<removed)
        guard !toArm.isEmpty else { return false }
        var armed = 0
        for index in toArm.prefix(ring.room) {
            guard arm(Int(index), at: ring) else { break }
            armed += 1
        }
        toArm.removeSubrange(..<armed)
        return !toArm.isEmpty
    }

    private mutating func arm(_ index: Int, at ring: UringRing) -> Bool {
        let watch = watches[index]
        if watch.isUsed && !watch.isArmed && !watch.isRefused {
            let events = watch.events.union(Self.always).subtracting([.edge, .oneShot])
            let result = ring.poll(
                watch.descriptor, events.rawValue, repeats: watch.events.contains(.edge),
                token: Self.key(UInt32(index), watch.generation))
            guard result == 0 else { return false }
            watches[index].isArmed = true
        }
        watches[index].isListed = false
        return true
    }

    /// What a completion says about a descriptor; nil if nothing.
    mutating func event(of completion: outboard_uring_completion) -> EpollEvent? {
        let index = UInt32(truncatingIfNeeded: completion.token)
        // Of a poll that was removed meanwhile, or of a removal.
        guard index < watches.count, watches[Int(index)].isUsed,
            completion.token == Self.key(index, watches[Int(index)].generation)
        else { return nil }
        let watch = watches[Int(index)]
        if completion.flags & OUTBOARD_URING_MORE == 0 {
            // Asked for once, or the ring had no room. Armed again it looks at the descriptor first: nothing is missed.
            watches[Int(index)].isArmed = false
            list(index)
        }
        guard completion.result >= 0 else { return failure(Errno(rawValue: 0 &- completion.result), index) }
        let events = Epoll.Events(rawValue: UInt32(bitPattern: completion.result))
            .intersection(watch.events.union(Self.always))
        return events.isEmpty ? nil : EpollEvent(events, token: watch.token)
    }

    /// Arms all polls anew, so that all that is true now is told again.
    mutating func rearm() {
        for index in watches.indices where watches[index].isUsed {
            disarm(UInt32(index))
            list(UInt32(index))
        }
    }

    private mutating func failure(_ error: Errno, _ index: UInt32) -> EpollEvent? {
        switch error {
        case .canceled, .noMemory, .resourceTemporarilyUnavailable, .interrupted:
            return nil
        default:
            // Not to be polled, now or ever, for example because it was closed. Told once.
            watches[Int(index)].isRefused = true
            return EpollEvent(.error, token: watches[Int(index)].token)
        }
    }

    private mutating func disarm(_ index: UInt32) {
        if watches[Int(index)].isArmed { toRemove.append(Self.key(index, watches[Int(index)].generation)) }
        watches[Int(index)].isArmed = false
        watches[Int(index)].generation &+= 1
    }

    private mutating func list(_ index: UInt32) {
        guard !watches[Int(index)].isListed else { return }
        watches[Int(index)].isListed = true
        toArm.append(index)
    }

    private static func key(_ index: UInt32, _ generation: UInt32) -> UInt64 {
        UInt64(generation) << 32 | UInt64(index)
    }
}
