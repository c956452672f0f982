import Glibc
import Synchronization

/// Lets the callers of a campaign through, holds them, and ends them.
final class CampaignGate: Sendable {
    private enum Order: Int { case go, hold, stop }

    private let order = Atomic<Int>(Order.go.rawValue)
    private let inside = Atomic<Int>(0)

    /// Runs a round of calls, when they are let through.
    ///
    /// - Returns: Whether to come again.
    func pass(_ body: () -> Void) -> Bool {
        // Announced first: pairs with the look of `hold`, which comes after its order.
        inside.add(1, ordering: .sequentiallyConsistent)
        let found = order.load(ordering: .sequentiallyConsistent)
        if found == Order.go.rawValue { body() }
        inside.subtract(1, ordering: .sequentiallyConsistent)
        if found == Order.hold.rawValue { usleep(1000) }
        return found != Order.stop.rawValue
    }

    /// The same for tasks.
    func passLater(_ body: () async -> Void) async -> Bool {
        inside.add(1, ordering: .sequentiallyConsistent)
        let found = order.load(ordering: .sequentiallyConsistent)
        if found == Order.go.rawValue { await body() }
        inside.subtract(1, ordering: .sequentiallyConsistent)
        if found == Order.hold.rawValue { try? await Task.sleep(for: .milliseconds(1)) }
        return found != Order.stop.rawValue
    }

    /// Waits until no call is being made.
    ///
    /// - Returns: Whether that came in time.
    func hold(seconds: Int) -> Bool {
        order.store(Order.hold.rawValue, ordering: .sequentiallyConsistent)
        for _ in 0..<seconds * 1000 where inside.load(ordering: .sequentiallyConsistent) != 0 { usleep(1000) }
        return inside.load(ordering: .sequentiallyConsistent) == 0
    }

    /// Lets calls through again.
    func release() { order.store(Order.go.rawValue, ordering: .sequentiallyConsistent) }

    /// Ends all callers.
    func stop() { order.store(Order.stop.rawValue, ordering: .sequentiallyConsistent) }
}
