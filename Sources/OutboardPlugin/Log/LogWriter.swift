internal import COutboard
internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem
internal import Synchronization

/// Puts records into the log ring, from any thread of the plugin.
///
/// Threads take turns under a lock of this process, held while a record is copied. Nothing here waits for the host: a
/// record that finds no room is dropped and counted.
@safe
final class LogWriter: @unchecked Sendable {
    /// The ring of one host.
    private struct Ring {
        var producer: LogProducer
        /// Keeps the memory and the bell, also when the plugin does not get as far as serving.
        let segments: MappedSegments

        init(_ memory: LogMemory, _ segments: MappedSegments) {
            self.producer = LogProducer(memory, host: segments.hostLog)
            self.segments = segments
        }
    }

    /// That of this process; set once, before any of the plugin's own code runs.
    static let shared = Locked<LogWriter?>(nil)

    /// The words in H, of which one is the lowest level that the host wants.
    ///
    /// In a mapping of their own, in whose place that of the next host comes: loggers load them without a lock.
    let host: LogControl
    private let header: Mapping
    private let lock = Locked(())
    private var ring: Ring
    /// Dropped records of which the host knew when it ended.
    private var droppedBefore: UInt64 = 0
    private let maximumRecord: Atomic<Int>

    /// Starts on fresh memory; nothing if there is no log ring.
    ///
    /// - Throws: What mapping refused with.
    init?(_ segments: MappedSegments) throws {
        guard let memory = segments.logRing else { return nil }
        header = try segments.mapHeader()
        unsafe host = LogControl(header.base + Int(OUTBOARD_LOG_CONTROL_OFFSET))
        ring = Ring(memory, segments)
        maximumRecord = Atomic(memory.maximumRecord)
    }

    /// Publishes a record.
    func write(_ record: LogRecord) {
        var byteCount = record.wireByteCount
        let maximumRecord = maximumRecord.load(ordering: .relaxed)
        guard byteCount > maximumRecord else {
            publish(record, byteCount)
            return
        }
        var cut = record
        cut.fit(into: maximumRecord)
        byteCount = cut.wireByteCount
        publish(cut, byteCount)
    }

    private func publish(_ record: LogRecord, _ byteCount: Int) {
        let asking = unsafe withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 8) {
            buffer -> MappedSegments? in
            guard let start = buffer.baseAddress else { return nil }
            var writer = unsafe WireWriter(start: start, byteCount: byteCount)
            record.encode(into: &writer)
            let isExact = writer.isExact
            lock.lock()
            defer { lock.unlock() }
            let mustRing =
                unsafe isExact ? ring.producer.append(UnsafeRawBufferPointer(buffer)) : ring.producer.drop()
            // Held until it has rung: the descriptor would be another's otherwise, when the host has changed meanwhile.
            return mustRing ? ring.segments : nil
        }
        if let asking { withExtendedLifetime(asking) { Bell.ring(asking.logBell) } }
    }

    // MARK: Another host

    /// Notes that the host takes no more.
    func hostEnded() {
        lock.lock()
        defer { lock.unlock() }
        droppedBefore = ring.producer.droppedCount
    }

    /// Goes on with the ring of another host, which gets what the one before has not taken.
    ///
    /// - Throws: `HandshakeError` if that host has no ring; what mapping refused with.
    func follow(_ segments: MappedSegments) throws {
        guard let memory = segments.logRing else {
            throw HandshakeError("the host has no log ring, and the one before had one")
        }
        try segments.replaceHeader(header)
        var next = Ring(memory, segments)
        lock.lock()
        let mustRing = next.producer.carryOver(from: ring.producer, droppedBefore: droppedBefore)
        ring = next
        maximumRecord.store(memory.maximumRecord, ordering: .relaxed)
        lock.unlock()
        if mustRing { Bell.ring(segments.logBell) }
    }
}
