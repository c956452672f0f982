/// The calls in flight on one lane, in the caller's private memory.
///
/// Calls are numbered; a call lies at the place that the low bits of its number say, and a number whose place is still
/// taken is passed over. So an answer that comes twice, late or from nowhere is recognised with one comparison. A number
/// comes again after 2^32 calls, when its first use is long over. Not thread-safe; does not allocate after `init`
/// where it does not say so.
@safe
struct CallTable: ~Copyable {
    /// Where a call stands.
    enum State: UInt8 {
        case free, waiting, abandoned
    }

    private struct Entry {
        var callID: UInt32
        var method: UInt16
        var state: State
        var hasLease: Bool
        var usesBulk: Bool
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let mask: UInt32
    private var lastID: UInt32 = 0
    /// Calls without an answer.
    private(set) var count = 0
    /// Calls whose caller no longer waits and whose answer has not come.
    private(set) var abandonedCount = 0
    /// A bit for each place: whether an abandoned call lies there.
    private let abandonedBits: UnsafeMutablePointer<UInt64>

    /// Creates a table for as many calls as a ring has slots.
    ///
    /// - Parameter capacity: A power of two.
    init(capacity: Int) {
        self.mask = UInt32(truncatingIfNeeded: capacity) &- 1
        unsafe self.entries = .allocate(capacity: capacity)
        let empty = Entry(callID: 0, method: 0, state: .free, hasLease: false, usesBulk: false)
        unsafe entries.initialize(repeating: empty, count: capacity)
        unsafe self.abandonedBits = .allocate(capacity: (capacity + 63) / 64)
        unsafe abandonedBits.initialize(repeating: 0, count: (capacity + 63) / 64)
    }

    deinit {
        unsafe entries.deallocate()
        unsafe abandonedBits.deallocate()
    }

    private func entry(_ callID: UInt32) -> UnsafeMutablePointer<Entry> {
        unsafe entries + Int(callID & mask)
    }

    /// A number for a call that is the only one on the lane, which is not entered unless it turns out to need it.
    @inline(__always)
    mutating func number() -> UInt32 {
        lastID &+= 1
        return lastID
    }

    /// Enters a call that was published as the only one on the lane.
    mutating func enter(_ callID: UInt32, _ method: UInt16) {
        unsafe entry(callID).pointee = Entry(
            callID: callID, method: method, state: .waiting, hasLease: false, usesBulk: false)
        count &+= 1
    }

    /// Opens a call.
    ///
    /// The table must not be full: `count` is less than its capacity.
    @inline(__always)
    mutating func open(_ method: UInt16) -> UInt32 {
        lastID &+= 1
        while unsafe entry(lastID).pointee.state != .free { lastID &+= 1 }
        unsafe entry(lastID).pointee = Entry(
            callID: lastID, method: method, state: .waiting, hasLease: false, usesBulk: false)
        count &+= 1
        return lastID
    }

    /// Where a call stands; `.free` for a number that was never given, or whose call is over.
    @inline(__always)
    func state(_ callID: UInt32) -> State {
        let entry = unsafe entry(callID)
        return unsafe entry.pointee.callID == callID ? entry.pointee.state : .free
    }

    /// The method of an open call.
    @inline(__always)
    func method(_ callID: UInt32) -> UInt16 {
        unsafe entry(callID).pointee.method
    }

    /// Ends a call that is waiting or abandoned.
    ///
    /// - Returns: Whether its arguments lay in the bulk area.
    @inline(__always)
    mutating func close(_ callID: UInt32) -> Bool {
        let entry = unsafe entry(callID)
        if unsafe entry.pointee.state == .abandoned {
            abandonedCount &-= 1
            markAbandoned(callID, false)
        }
        unsafe entry.pointee.state = .free
        count &-= 1
        return unsafe entry.pointee.usesBulk
    }

    /// Notes that the caller of a call no longer waits.
    ///
    /// - Returns: Whether it did until now.
    @discardableResult
    mutating func abandon(_ callID: UInt32) -> Bool {
        guard state(callID) == .waiting else { return false }
        unsafe entry(callID).pointee.state = .abandoned
        abandonedCount &+= 1
        markAbandoned(callID, true)
        return true
    }

    /// The calls that somebody waits for; allocates.
    var waiting: [UInt32] {
        guard count > abandonedCount else { return [] }
        return (0...mask).compactMap { place in
            let entry = unsafe entry(place).pointee
            return entry.state == .waiting ? entry.callID : nil
        }
    }

    /// The calls that share a word with a call: which word it is, and a bit for each of them that is abandoned.
    func abandoned(around callID: UInt32) -> (word: Int, bits: UInt64) {
        let word = Int(callID & mask) / 64
        return unsafe (word, abandonedBits[word])
    }

    @inline(never)
    private func markAbandoned(_ callID: UInt32, _ isAbandoned: Bool) {
        let bit = UInt64(1) &<< UInt64(callID & mask & 63)
        let word = unsafe abandonedBits + Int(callID & mask) / 64
        if isAbandoned { unsafe word.pointee |= bit } else { unsafe word.pointee &= ~bit }
    }

    /// Notes that the arguments of an open call lie in the bulk area.
    mutating func markBulk(_ callID: UInt32) {
        unsafe entry(callID).pointee.usesBulk = true
    }

    /// Notes that an open call got its lease; false if it had one already.
    mutating func markLease(_ callID: UInt32) -> Bool {
        guard state(callID) != .free, unsafe !entry(callID).pointee.hasLease else { return false }
        unsafe entry(callID).pointee.hasLease = true
        return true
    }
}
