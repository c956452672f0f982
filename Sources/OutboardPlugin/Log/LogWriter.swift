internal import OutboardCore
internal import OutboardRing
internal import OutboardSystem

/// Puts records into the log ring, from any thread of the plugin.
///
/// Threads take turns under a lock of this process, held while a record is copied. Nothing here waits for the host: a
/// record that finds no room is dropped and counted.
@safe
final class LogWriter: @unchecked Sendable {
    /// That of this process; set once, before any of the plugin's own code runs.
    static let shared = Locked<LogWriter?>(nil)

    /// The words in H, of which one is the lowest level that the host wants.
    let host: LogControl
    private let lock = Locked(())
    private var producer: LogProducer
    private let bell: Int32
    private let maximumRecord: Int
    /// Keeps the memory, also when the plugin does not get as far as serving.
    private let segments: MappedSegments

    /// Starts on the fresh memory of a connection that is there for the life of the process.
    ///
    /// - Parameters:
    ///   - memory: The ring in P.
    ///   - host: The words in H.
    ///   - bell: The descriptor of the last lane's bell.
    ///   - segments: Whose memory it is.
    init(_ memory: LogMemory, host: LogControl, bell: Int32, segments: MappedSegments) {
        self.segments = segments
        self.host = host
        self.bell = bell
        self.producer = LogProducer(memory, host: host)
        self.maximumRecord = memory.maximumRecord
    }

    /// Publishes a record.
    func write(_ record: LogRecord) {
        var byteCount = record.wireByteCount
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
        let mustRing = unsafe withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 8) { buffer -> Bool in
            guard let start = buffer.baseAddress else { return false }
            var writer = unsafe WireWriter(start: start, byteCount: byteCount)
            record.encode(into: &writer)
            let isExact = writer.isExact
            lock.lock()
            defer { lock.unlock() }
            return unsafe isExact ? producer.append(UnsafeRawBufferPointer(buffer)) : producer.drop()
        }
        if mustRing { Bell.ring(bell) }
    }
}
