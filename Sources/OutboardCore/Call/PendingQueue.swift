/// The asynchronous calls that wait for room, oldest first.
///
/// Taking the first is constant time, amortised.
struct PendingQueue {
    private var items: [TaskLane.Pending?] = []
    private var head = 0

    /// The oldest.
    var first: TaskLane.Pending? { head < items.count ? items[head] : nil }
    /// All, oldest first.
    var all: [TaskLane.Pending] { items[head...].compactMap { $0 } }
    /// The earliest deadline, the largest number for none.
    var firstDeadline: UInt64 { all.lazy.map(\.deadline).min() ?? .max }

    /// Adds the youngest.
    mutating func append(_ pending: TaskLane.Pending) {
        items.append(pending)
    }

    /// Removes the oldest.
    mutating func removeFirst() {
        // Its arguments may be large: they go now.
        items[head] = nil
        head += 1
        if head > 64, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
    }

    /// Removes a call by its number; linear time.
    mutating func remove(id: UInt64) -> TaskLane.Pending? {
        guard let index = items[head...].firstIndex(where: { $0?.id == id }) else { return nil }
        return items.remove(at: index)
    }

    /// Removes the calls that a condition holds for, and returns them.
    mutating func removeAll(where condition: (TaskLane.Pending) -> Bool) -> [TaskLane.Pending] {
        let removed = all.filter(condition)
        guard !removed.isEmpty else { return [] }
        items = all.filter { !condition($0) }
        head = 0
        return removed
    }
}
