#if Tracing
internal import Tracing

/// The place of a call in a trace, as it travels in the call's record: 32 bytes.
package struct TraceContext: Hashable, Sendable {
    /// Trace id (16), span id (8), flags (1), zero (7), in the order of memory.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Takes the place out of what the instrument injects as `traceparent`; nothing if it injects none that is valid.
    init?(injecting context: ServiceContext) {
        var carrier: [String: String] = [:]
        InstrumentationSystem.instrument.inject(context, into: &carrier, using: Keys())
        guard let text = carrier["traceparent"] else { return nil }
        self.init(traceparent: text)
    }

    /// Reads a `traceparent` of the W3C's Trace Context: "00-", 32 and 16 hexadecimal digits, and two for the flags.
    package init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", parts[1].utf8.count == 32,
            parts[2].utf8.count == 16, parts[3].utf8.count == 2, let first = UInt64(parts[1].prefix(16), radix: 16),
            let second = UInt64(parts[1].suffix(16), radix: 16), let span = UInt64(parts[2], radix: 16),
            let flags = UInt8(parts[3], radix: 16), first | second != 0, span != 0
        else { return nil }
        words = (first.bigEndian, second.bigEndian, span.bigEndian, UInt64(flags).littleEndian)
    }

    /// Reads the field of a record.
    init(_ field: UnsafeRawPointer) {
        unsafe words = field.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
    }

    /// Writes the field of a record.
    func store(to field: UnsafeMutableRawPointer) {
        unsafe field.storeBytes(of: words, as: (UInt64, UInt64, UInt64, UInt64).self)
    }

    /// The place as a `traceparent`.
    package var traceparent: String {
        let flags = UInt64(littleEndian: words.3) & 0xff
        return "00-\(Self.digits(words.0, 16))\(Self.digits(words.1, 16))-\(Self.digits(words.2, 16))-"
            + Self.digits(flags.bigEndian, 2)
    }

    private static func digits(_ value: UInt64, _ count: Int) -> String {
        let text = String(UInt64(bigEndian: value), radix: 16)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    /// What an instrument finds there.
    var context: ServiceContext {
        var context = ServiceContext.topLevel
        InstrumentationSystem.instrument.extract(["traceparent": traceparent], into: &context, using: Keys())
        return context
    }

    /// Whether two places are the same.
    package static func == (one: TraceContext, other: TraceContext) -> Bool { one.words == other.words }

    /// Hashes the place.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
    }

    /// How instruments read and write a dictionary.
    private struct Keys: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
            carrier[key] = value
        }

        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }
}
#endif
