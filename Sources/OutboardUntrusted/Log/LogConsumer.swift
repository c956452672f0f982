package import OutboardRing

/// The host's end of the log ring.
///
/// The bytes and words of P may hold anything and change at any time: they are copied once, and the copy is checked.
/// Nothing here traps, loops without bound or allocates more than the ring has. Not thread-safe.
@safe
package struct LogConsumer {
    /// What was found.
    package enum Found: Equatable, Sendable {
        /// Nothing new.
        case nothing
        /// Whole frames, in private memory, and how many records are in them.
        case frames([UInt8], records: Int)
        /// Something that the protocol does not allow, as a clause.
        case violation(String)
    }

    private let memory: LogMemory
    private let own: LogControl
    /// Bytes taken so far.
    package private(set) var position: UInt64 = 0
    /// Records that the plugin has dropped, by its own word, as told before.
    private var dropped: UInt64 = 0

    /// Starts on fresh memory.
    ///
    /// - Parameters:
    ///   - memory: The ring in P.
    ///   - own: The words in H.
    package init(_ memory: LogMemory, own: LogControl) {
        self.memory = memory
        self.own = own
    }

    /// Whether the plugin has published more than was taken; one load.
    package var hasNews: Bool { memory.control.position != position }

    /// Whether it has published more than so many bytes that were not taken; one load.
    package func hasNews(beyond byteCount: Int) -> Bool {
        memory.control.position &- position > UInt64(truncatingIfNeeded: byteCount)
    }

    /// Takes what was published: at most half of the ring.
    package mutating func take() -> Found {
        let capacity = UInt64(truncatingIfNeeded: memory.byteCount)
        // Acquire: pairs with the release of the plugin, which has written the bytes before.
        let available = memory.control.position &- position
        guard available > 0 else { return .nothing }
        guard available <= capacity else {
            return .violation("it published \(available) bytes in a log ring of \(capacity)")
        }
        let limit = memory.byteCount / 2
        var frames = copy(Int(truncatingIfNeeded: min(available, UInt64(truncatingIfNeeded: limit))))
        var end = 0
        var records = 0
        while end < frames.count {
            let length = Self.length(frames, at: end)
            guard length <= memory.maximumRecord else {
                return .violation("it logged a record of \(length) bytes, of \(memory.maximumRecord)")
            }
            let next = end &+ LogFrame.byteCount(length)
            guard next <= frames.count else { break }
            end = next
            records &+= 1
        }
        if end < frames.count {
            // Cut by the limit, and not by the end of what was published?
            guard available > UInt64(truncatingIfNeeded: limit) else {
                return .violation("a record of its log goes on after what it published")
            }
            frames = Array(frames.prefix(end))
        }
        position &+= UInt64(truncatingIfNeeded: end)
        own.position = position
        return .frames(frames, records: records)
    }

    /// How many records the plugin says that it has dropped since this was asked before.
    package mutating func takeDropped() -> UInt64 {
        let now = memory.control.dropped
        defer { dropped = now }
        return now &- dropped
    }

    /// Whether it says that it has dropped any since then.
    package var hasDropped: Bool { memory.control.dropped != dropped }

    /// Has the bell rung for bytes that are published from now on.
    ///
    /// - Parameter distance: How many bytes may be published before it rings.
    /// - Returns: Whether as many are there already: then nobody rings.
    package func arm(after distance: Int) -> Bool {
        own.arm(at: position &+ UInt64(truncatingIfNeeded: distance))
        return memory.control.position &- position > UInt64(truncatingIfNeeded: distance)
    }

    /// Has no bell rung until the next `arm(after:)`.
    package func disarm() {
        own.arm(at: position &- 1)
    }

    /// Each record of frames that were taken.
    ///
    /// - Parameter frames: What `take()` returned.
    /// - Returns: The records, without their headers.
    package static func records(in frames: [UInt8]) -> [ArraySlice<UInt8>] {
        var records: [ArraySlice<UInt8>] = []
        var rest = ArraySlice(frames)
        while rest.count >= LogFrame.headerBytes {
            let length = length(frames, at: rest.startIndex)
            let record = rest.dropFirst(LogFrame.headerBytes).prefix(length)
            guard record.count == length else { break }
            records.append(record)
            rest = rest.dropFirst(LogFrame.byteCount(length))
        }
        return records
    }

    /// The length that a frame begins with; the highest if it is not whole.
    private static func length(_ bytes: [UInt8], at offset: Int) -> Int {
        Int(bytes.number(at: offset) ?? .max)
    }

    /// Copies bytes from the position on, in two parts around the end of the ring.
    private func copy(_ byteCount: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            let target = UnsafeMutableRawPointer(start)
            let place = Int(truncatingIfNeeded: position) & (memory.byteCount &- 1)
            let first = min(byteCount, memory.byteCount &- place)
            unsafe target.copyMemory(from: memory.bytes + place, byteCount: first)
            unsafe (target + first).copyMemory(from: memory.bytes, byteCount: byteCount &- first)
            count = byteCount
        }
    }
}
