import OutboardSystem

/// Keeps methods of a plugin waiting until a test lets them go.
final class Gate: Sendable {
    private let opened = OneShot<Void>()
    /// Who waits suspended; nothing once the gate is open.
    private let suspended = Locked<[CheckedContinuation<Void, Never>]?>([])
    private let arrivals = Locked<(count: Int, awaited: [(count: Int, box: OneShot<Void>)])>((0, []))

    /// Lets all through, now and later.
    func open() {
        opened.fulfil(())
        let waiting = suspended.withLock { suspended in
            defer { suspended = nil }
            return suspended ?? []
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Whether it is open.
    var isOpen: Bool { opened.wait(timeoutNanoseconds: 0) != nil }

    /// Counts an arrival and waits, on this thread.
    func pass() {
        arrive()
        _ = opened.wait(timeoutNanoseconds: Patience.nanoseconds)
    }

    /// Counts an arrival and waits, suspended, whether its task is cancelled or not.
    func passSuspended() async {
        arrive()
        await withCheckedContinuation { continuation in
            let isOpen = suspended.withLock { suspended in
                suspended?.append(continuation)
                return suspended == nil
            }
            if isOpen { continuation.resume() }
        }
    }

    private func arrive() {
        let reached = arrivals.withLock { arrivals in
            arrivals.count += 1
            let count = arrivals.count
            return arrivals.awaited.filter { $0.count == count }.map(\.box)
        }
        for box in reached { box.fulfil(()) }
    }

    /// How many have come so far.
    var count: Int { arrivals.withLock { $0.count } }

    /// Waits, on a thread of its own, until so many have come; false if they do not.
    func waitForArrivals(_ count: Int) async throws -> Bool {
        let box = OneShot<Void>()
        arrivals.withLock { arrivals in
            if arrivals.count >= count { box.fulfil(()) } else { arrivals.awaited.append((count, box)) }
        }
        return try await Threads.run { box.wait(timeoutNanoseconds: Patience.nanoseconds) != nil }
    }
}
