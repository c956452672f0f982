/// What became of an instance or of a buffer, in the plugin's words: all went well, or why it did not.
package struct NumberedAnswer: Hashable, Sendable {
    /// The number of the instance, or of the buffer.
    package var number: Int
    /// Why it does not have it; empty if all went well.
    package var refusal: String

    /// Creates an answer.
    package init(number: Int, refusal: String = "") {
        self.number = number
        self.refusal = refusal
    }
}

extension NumberedAnswer: WireValue {
    /// The layout.
    package static func describe(in schema: inout WireSchema) -> WireType { .named("NumberedAnswer") }
    /// The bytes of both fields.
    package var wireByteCount: Int { 4 &+ refusal.wireByteCount }
    /// Appends both fields.
    package func encode(into writer: inout WireWriter) {
        UInt32(truncatingIfNeeded: number).encode(into: &writer)
        refusal.encode(into: &writer)
    }
    /// Reads both fields.
    package init(from reader: inout WireReader) throws(WireError) {
        self.number = Int(try reader.next(UInt32.self))
        self.refusal = try reader.next()
    }
}
