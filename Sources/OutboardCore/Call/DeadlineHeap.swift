/// The asynchronous calls that have a deadline, the earliest first.
///
/// A binary heap in which each call knows its place, so that any of them is removed in logarithmic time. Adding calls in
/// the order of their deadlines, as calls with the same time-out come, takes constant time.
struct DeadlineHeap {
    private var calls: [AsyncCall] = []

    /// The call with the earliest deadline.
    var first: AsyncCall? { calls.first }

    /// Adds a call, unless it has no deadline.
    mutating func insert(_ call: AsyncCall) {
        guard call.deadline != .max, call.heapIndex < 0 else { return }
        calls.append(call)
        call.heapIndex = calls.count - 1
        rise(from: calls.count - 1)
    }

    /// Removes a call, if it is there.
    mutating func remove(_ call: AsyncCall) {
        let index = call.heapIndex
        guard index >= 0 else { return }
        call.heapIndex = -1
        let last = calls.removeLast()
        guard index < calls.count else { return }
        place(last, index)
        rise(from: index)
        sink(from: last.heapIndex)
    }

    private mutating func place(_ call: AsyncCall, _ index: Int) {
        calls[index] = call
        call.heapIndex = index
    }

    private mutating func rise(from start: Int) {
        let call = calls[start]
        var index = start
        while index > 0, calls[(index - 1) / 2].deadline > call.deadline {
            place(calls[(index - 1) / 2], index)
            index = (index - 1) / 2
        }
        place(call, index)
    }

    private mutating func sink(from start: Int) {
        let call = calls[start]
        var index = start
        while true {
            var child = 2 * index + 1
            guard child < calls.count else { break }
            if child + 1 < calls.count, calls[child + 1].deadline < calls[child].deadline { child += 1 }
            guard calls[child].deadline < call.deadline else { break }
            place(calls[child], index)
            index = child
        }
        place(call, index)
    }
}
