/// A value of a log record's metadata.
package indirect enum LogValue: Hashable, Sendable {
    /// Text.
    case string(String)
    /// Values in order.
    case array([LogValue])
    /// Values with names.
    case dictionary([String: LogValue])

    /// The longest name, in bytes.
    ///
    /// Hashing text takes quadratic time in the length of a run of combining marks, so that a name has to be bounded.
    package static let maximumNameBytes = 256
    /// How deep arrays and dictionaries may be nested in a record of this library's own.
    package static let maximumDepth = 16

    /// The value on one line.
    package var text: String {
        switch self {
        case .string(let text): text
        case .array(let values): "[\(values.map(\.text).joined(separator: ", "))]"
        case .dictionary(let values):
            "[\(values.map { "\($0.key): \($0.value.text)" }.sorted().joined(separator: ", "))]"
        }
    }
}

extension LogValue: WireValue {
    /// The layout.
    package static func describe(in schema: inout WireSchema) -> WireType { .named("LogValue") }

    /// The bytes of the case and its value.
    package var wireByteCount: Int {
        switch self {
        case .string(let text): WireWriter.compositeByteCount(2 &+ text.wireByteCount)
        case .array(let values): WireWriter.compositeByteCount(2 &+ values.wireByteCount)
        case .dictionary(let values): WireWriter.compositeByteCount(2 &+ values.wireByteCount)
        }
    }

    /// Appends the case and its value.
    package func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            switch self {
            case .string(let text):
                writer.append(UInt16(0))
                text.encode(into: &writer)
            case .array(let values):
                writer.append(UInt16(1))
                values.encode(into: &writer)
            case .dictionary(let values):
                writer.append(UInt16(2))
                values.encode(into: &writer)
            }
        }
    }

    /// Reads a value.
    package init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> LogValue in
            let index = try reader.integer(UInt16.self)
            switch index {
            case 0: return .string(try reader.next())
            case 1: return .array(try reader.next())
            case 2: return .dictionary(try Self.dictionary(from: &reader))
            default: throw WireError.unknownCase(index, of: "LogValue")
            }
        }
    }

    /// Reads values with names, whose lengths are checked before they are hashed.
    static func dictionary(from reader: inout WireReader) throws(WireError) -> [String: LogValue] {
        var left = try reader.count(minimumByteCount: 2)
        return try reader.nested { (reader: inout WireReader) throws(WireError) -> [String: LogValue] in
            var values: [String: LogValue] = [:]
            while left > 0 {
                left &-= 1
                let name = try reader.next(String.self)
                guard name.utf8.count <= maximumNameBytes else { throw WireError.invalidValue("a name in metadata") }
                let value = try reader.next(LogValue.self)
                guard values.updateValue(value, forKey: name) == nil else { throw WireError(code: .duplicateKey) }
            }
            return values
        }
    }
}
