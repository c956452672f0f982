/// The plugin's end of the log ring.
///
/// Not thread-safe: the threads of a plugin take turns. Does not allocate, wait or make a system call.
@safe
public struct LogProducer {
    private let memory: LogMemory
    private let host: LogControl
    /// Bytes published so far.
    private var position: UInt64 = 0
    /// Records that found no room so far.
    private var dropped: UInt64 = 0

    /// Starts on fresh memory.
    ///
    /// - Parameters:
    ///   - memory: The ring in P, which has at least 4,096 bytes.
    ///   - host: The words in H.
    public init(_ memory: LogMemory, host: LogControl) {
        self.memory = memory
        self.host = host
    }

    /// Publishes a record, or counts it as dropped if there is no room.
    ///
    /// - Parameter record: At most `maximumRecord` bytes; a larger one is dropped.
    /// - Returns: Whether the bell has to be rung.
    public mutating func append(_ record: UnsafeRawBufferPointer) -> Bool {
        let byteCount = LogFrame.byteCount(record.count)
        // Acquire: pairs with the release of the host, which has read what may be overwritten now.
        let used = position &- host.position
        let capacity = UInt64(memory.byteCount)
        guard record.count <= memory.maximumRecord, used <= capacity, capacity &- used >= UInt64(byteCount)
        else { return drop() }
        unsafe withUnsafeBytes(of: UInt64(record.count).littleEndian) { unsafe copy($0, at: position) }
        unsafe copy(record, at: position &+ UInt64(LogFrame.headerBytes))
        let first = position
        position &+= UInt64(byteCount)
        memory.control.position = position
        return host.asksForBell(first: first, next: position)
    }

    /// Counts a record that is not published.
    ///
    /// - Returns: Whether the bell has to be rung, because the host expects nothing at present.
    public mutating func drop() -> Bool {
        dropped &+= 1
        memory.control.dropped = dropped
        return host.asksForBell(first: position, next: position &+ 1)
    }

    /// Records that found no room so far.
    public var droppedCount: UInt64 { dropped }

    /// Publishes again what the host of an earlier ring has not taken, and counts what was dropped there.
    ///
    /// Allocates. For the first records of this ring: what has no room is counted as dropped.
    ///
    /// - Parameters:
    ///   - earlier: The producer of that ring, whose memory is still mapped.
    ///   - known: How many dropped records its host knows of.
    /// - Returns: Whether the bell has to be rung.
    public mutating func carryOver(from earlier: LogProducer, droppedBefore known: UInt64) -> Bool {
        var mustRing = false
        var place = earlier.host.position
        guard earlier.position &- place <= UInt64(earlier.memory.byteCount) else { return drop() }
        while place != earlier.position {
            let record = earlier.record(at: place)
            place &+= UInt64(LogFrame.byteCount(record.count))
            mustRing = unsafe record.withUnsafeBytes { unsafe append($0) } || mustRing
        }
        guard earlier.dropped != known else { return mustRing }
        dropped &+= earlier.dropped &- known &- 1
        return drop() || mustRing
    }

    /// The record whose frame begins at a position.
    private func record(at position: UInt64) -> [UInt8] {
        let mask = memory.byteCount &- 1
        let start = Int(truncatingIfNeeded: position) & mask
        // A frame's header does not go around the end: both are multiples of 8.
        let header = unsafe UInt32(littleEndian: (memory.bytes + start).load(as: UInt32.self))
        let byteCount = min(Int(header), memory.maximumRecord)
        return (0..<byteCount).map { index in
            unsafe (memory.bytes + ((start &+ LogFrame.headerBytes &+ index) & mask)).load(as: UInt8.self)
        }
    }

    /// Copies bytes to a position, in two parts around the end of the ring.
    private func copy(_ source: UnsafeRawBufferPointer, at position: UInt64) {
        guard let start = source.baseAddress else { return }
        let place = Int(truncatingIfNeeded: position) & (memory.byteCount &- 1)
        let first = min(source.count, memory.byteCount &- place)
        unsafe (memory.bytes + place).copyMemory(from: start, byteCount: first)
        if first < source.count {
            unsafe memory.bytes.copyMemory(from: start + first, byteCount: source.count &- first)
        }
    }
}
