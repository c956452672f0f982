/// What a plugin's code logged at one place and moment, as it travels through the log ring.
package struct LogRecord: Hashable, Sendable {
    /// From 0, trace, to 6, critical.
    package var level: UInt8
    /// When it was logged, in nanoseconds since 1970.
    package var time: Int64
    /// The label of the logger.
    package var label: String
    /// Where the message originates, most of the time a module.
    package var source: String
    /// The file of the code that logged.
    package var file: String
    /// Its function.
    package var function: String
    /// Its line.
    package var line: UInt32
    /// The message.
    package var message: String
    /// The metadata.
    package var metadata: [String: LogValue]
    /// How many bytes of message and metadata were left out because the record was too large.
    package var missing: UInt32 = 0

    /// The highest level.
    package static let highestLevel: UInt8 = 6

    /// Creates a record.
    package init(
        level: UInt8, time: Int64, label: String, source: String, file: String, function: String, line: UInt32,
        message: String, metadata: [String: LogValue]
    ) {
        self.level = level
        self.time = time
        self.label = label
        self.source = source
        self.file = file
        self.function = function
        self.line = line
        self.message = message
        self.metadata = metadata
    }
}

extension LogRecord: WireValue {
    /// The layout.
    package static func describe(in schema: inout WireSchema) -> WireType { .named("LogRecord") }

    /// The bytes of all fields.
    package var wireByteCount: Int {
        let texts =
            label.wireByteCount &+ source.wireByteCount &+ file.wireByteCount &+ function.wireByteCount
            &+ message.wireByteCount
        return WireWriter.compositeByteCount(17 &+ texts &+ metadata.wireByteCount)
    }

    /// Appends all fields.
    package func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            writer.append(level)
            writer.append(time)
            label.encode(into: &writer)
            source.encode(into: &writer)
            file.encode(into: &writer)
            function.encode(into: &writer)
            writer.append(line)
            message.encode(into: &writer)
            metadata.encode(into: &writer)
            writer.append(missing)
        }
    }

    /// Reads a record.
    package init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> LogRecord in
            let level = try reader.integer(UInt8.self)
            guard level <= Self.highestLevel else { throw WireError.invalidValue("level \(level)") }
            var record = LogRecord(
                level: level, time: try reader.next(), label: try reader.next(), source: try reader.next(),
                file: try reader.next(), function: try reader.next(), line: try reader.next(),
                message: try reader.next(), metadata: try LogValue.dictionary(from: &reader))
            record.missing = try reader.next()
            return record
        }
    }
}
