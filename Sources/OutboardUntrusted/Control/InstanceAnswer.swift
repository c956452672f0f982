/// What became of an instance, in the plugin's words: it was made, it has ended, or why it was not made.
package struct InstanceAnswer: Hashable, Sendable {
    /// The number of the instance.
    package var number: Int
    /// Why there is none; empty if all went well.
    package var refusal: String

    /// Creates an answer.
    package init(number: Int, refusal: String = "") {
        self.number = number
        self.refusal = refusal
    }
}

extension InstanceAnswer: WireValue {
    /// The layout.
    package static func describe(in schema: inout WireSchema) -> WireType { .named("InstanceAnswer") }
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
