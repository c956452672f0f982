internal import OutboardCore

/// What one host tells the next about a supervised plugin, besides what it tells about any.
struct SupervisionRecord: Sendable, Hashable {
    /// The envelope of its configuration, which each start gets.
    var configuration: [UInt8]
    /// Those of its further instances, in the order of ``HandoverRecord/instances``; empty for one that is being ended.
    var instances: [[UInt8]]
    /// The number of the generation that goes.
    var generation: Int
    /// What counts of the restarts so far.
    var restarts: RestartLedger.Past
    /// Which file was started, in plain numbers; empty where nobody looked.
    var program: [Int]
}

extension SupervisionRecord: WireValue {
    static func describe(in schema: inout WireSchema) -> WireType { .named("SupervisionRecord") }

    var wireByteCount: Int {
        WireWriter.compositeByteCount(
            configuration.wireByteCount &+ instances.wireByteCount &+ generation.wireByteCount
                &+ restarts.recent.wireByteCount &+ restarts.ready.wireByteCount &+ restarts.attempt.wireByteCount
                &+ restarts.restarts.wireByteCount &+ program.wireByteCount)
    }

    func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            configuration.encode(into: &writer)
            instances.encode(into: &writer)
            generation.encode(into: &writer)
            restarts.recent.encode(into: &writer)
            restarts.ready.encode(into: &writer)
            restarts.attempt.encode(into: &writer)
            restarts.restarts.encode(into: &writer)
            program.encode(into: &writer)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            let record = Self(
                configuration: try reader.next(), instances: try reader.next(), generation: try reader.next(),
                restarts: RestartLedger.Past(
                    recent: try reader.next(), ready: try reader.next(), attempt: try reader.next(),
                    restarts: try reader.next()),
                program: try reader.next())
            // The next ones count on from here.
            let counts = [record.generation, record.restarts.attempt, record.restarts.restarts]
            if let wrong = counts.first(where: { !(0...Int(UInt32.max)).contains($0) }) {
                throw WireError.invalidValue("a count of \(wrong)")
            }
            return record
        }
    }
}
