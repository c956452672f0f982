internal import Synchronization

/// How many bytes of one plugin may wait for the thread of the log handlers.
///
/// A plugin that says more than its handler takes thus neither fills the host nor takes the room of other plugins.
final class DeliveryBudget: Sendable {
    /// The bound, in bytes; passed by what is handed in last.
    private let limit: Int
    private let waiting = Atomic<Int>(0)
    private let isAwaited = Atomic<Bool>(false)
    private let roomAgain: @Sendable () -> Void

    /// Creates a budget of which nothing is used.
    ///
    /// - Parameters:
    ///   - limit: The bound, in bytes.
    ///   - roomAgain: Called from the thread of the log handlers when there is room again that was asked for.
    init(limit: Int = 1 << 20, roomAgain: @escaping @Sendable () -> Void = {}) {
        self.limit = limit
        self.roomAgain = roomAgain
    }

    /// Whether more may be handed in.
    ///
    /// Only one thread hands in, so that what it sees does not shrink.
    var hasRoom: Bool { waiting.load(ordering: .sequentiallyConsistent) < limit }

    /// Whether more may be handed in; if not, `roomAgain` will be called.
    func hasRoomOrWillTell() -> Bool {
        if hasRoom { return true }
        isAwaited.store(true, ordering: .sequentiallyConsistent)
        // Pairs with `give`: either this sees the room, or that sees that it is awaited.
        // Left as it is if there is room after all: another stream may wait for it.
        return hasRoom
    }

    /// Counts bytes that are handed in.
    func take(_ byteCount: Int) {
        waiting.wrappingAdd(byteCount, ordering: .relaxed)
    }

    /// Counts bytes that have been handled.
    func give(_ byteCount: Int) {
        let left = waiting.wrappingSubtract(byteCount, ordering: .sequentiallyConsistent).newValue
        guard left < limit, isAwaited.load(ordering: .sequentiallyConsistent),
            isAwaited.exchange(false, ordering: .sequentiallyConsistent)
        else { return }
        roomAgain()
    }
}
