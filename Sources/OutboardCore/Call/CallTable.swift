/// The calls in flight on one lane, in the caller's private memory.
///
/// A call's identity is its place in the table and a generation that changes with each use of the place, so that an
/// answer that comes twice, late or from nowhere is recognised. Not thread-safe; does not allocate after `init`.
@safe
struct CallTable: ~Copyable {
    /// Where a call stands.
    enum State: UInt8 {
        case free, waiting, abandoned
    }

    private struct Entry {
        var generation: UInt16
        var method: UInt16
        var state: State
        var hasLease: Bool
        var usesBulk: Bool
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let freePlaces: UnsafeMutablePointer<UInt16>
    private var freeCount: Int
    private let capacity: Int
    /// Calls whose caller no longer waits and whose answer has not come.
    private(set) var abandonedCount = 0

    /// Creates a table for as many calls as a ring has slots.
    init(capacity: Int) {
        self.capacity = capacity
        self.freeCount = capacity
        unsafe self.entries = .allocate(capacity: capacity)
        unsafe self.freePlaces = .allocate(capacity: capacity)
        let empty = Entry(generation: 0, method: 0, state: .free, hasLease: false, usesBulk: false)
        unsafe entries.initialize(repeating: empty, count: capacity)
        for place in 0..<capacity {
            unsafe (freePlaces + place).initialize(to: UInt16(truncatingIfNeeded: capacity &- 1 &- place))
        }
    }

    deinit {
        unsafe entries.deallocate()
        unsafe freePlaces.deallocate()
    }

    /// Calls without an answer.
    var count: Int { capacity &- freeCount }

    /// Opens a call, or returns nothing if the table is full.
    mutating func open(method: UInt16) -> UInt32? {
        guard freeCount > 0 else { return nil }
        freeCount &-= 1
        let place = unsafe freePlaces[freeCount]
        let entry = unsafe entries + Int(place)
        unsafe entry.pointee.generation &+= 1
        unsafe entry.pointee.method = method
        unsafe entry.pointee.state = .waiting
        unsafe entry.pointee.hasLease = false
        unsafe entry.pointee.usesBulk = false
        return unsafe UInt32(place) | UInt32(entry.pointee.generation) &<< 16
    }

    /// Where a call stands; `.free` for an identity that was never given, or whose call is over.
    func state(_ callID: UInt32) -> State {
        let place = Int(callID & 0xffff)
        guard place < capacity else { return .free }
        let entry = unsafe entries + place
        guard unsafe entry.pointee.generation == UInt16(truncatingIfNeeded: callID &>> 16) else { return .free }
        return unsafe entry.pointee.state
    }

    /// Notes that the caller of an open call no longer waits.
    mutating func abandon(_ callID: UInt32) {
        guard state(callID) == .waiting else { return }
        unsafe entries[Int(callID & 0xffff)].state = .abandoned
        abandonedCount &+= 1
    }

    /// Ends an open call and tells whether its arguments lay in the bulk area.
    mutating func close(_ callID: UInt32) -> Bool {
        let state = self.state(callID)
        guard state != .free else { return false }
        if state == .abandoned { abandonedCount &-= 1 }
        let place = callID & 0xffff
        unsafe entries[Int(place)].state = .free
        unsafe freePlaces[freeCount] = UInt16(truncatingIfNeeded: place)
        freeCount &+= 1
        return unsafe entries[Int(place)].usesBulk
    }

    /// Notes that the arguments of an open call lie in the bulk area.
    mutating func markBulk(_ callID: UInt32) {
        unsafe entries[Int(callID & 0xffff) & (capacity &- 1)].usesBulk = true
    }

    /// Notes that an open call got its lease; false if it had one already.
    mutating func markLease(_ callID: UInt32) -> Bool {
        guard state(callID) != .free else { return false }
        let place = Int(callID & 0xffff)
        guard unsafe !entries[place].hasLease else { return false }
        unsafe entries[place].hasLease = true
        return true
    }
}
