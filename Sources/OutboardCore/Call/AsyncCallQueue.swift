/// Asynchronous calls that wait for something, oldest first.
///
/// A call leaves the queue by changing its stage: whoever does that says so with `noteRemoval()`. All operations take
/// constant time, amortised, and no more calls are kept than twice those that wait.
struct AsyncCallQueue {
    private let contains: @Sendable (AsyncCall) -> Bool
    private var items: [AsyncCall?] = []
    private var head = 0
    /// Calls that wait.
    private(set) var count = 0

    /// Creates a queue of the calls for which a condition holds.
    init(where contains: @escaping @Sendable (AsyncCall) -> Bool) {
        self.contains = contains
    }

    /// Whether no call waits.
    var isEmpty: Bool { count == 0 }

    /// Places in use, also those of calls that left.
    var keptCount: Int { items.count }

    /// The oldest.
    mutating func first() -> AsyncCall? {
        while head < items.count {
            if let call = items[head], contains(call) { return call }
            items[head] = nil
            head += 1
        }
        return nil
    }

    /// All, oldest first.
    var all: [AsyncCall] { items[head...].compactMap { $0 }.filter(contains) }

    /// Adds the youngest, for which the condition already holds.
    mutating func append(_ call: AsyncCall) {
        items.append(call)
        count += 1
    }

    /// Lets go of all calls, none of which waits any more.
    mutating func removeAll() {
        items = []
        head = 0
        count = 0
    }

    /// Notes that the condition no longer holds for one of the calls.
    mutating func noteRemoval() {
        count -= 1
        guard items.count > 64, items.count > 2 * count else { return }
        items = all
        head = 0
    }
}
