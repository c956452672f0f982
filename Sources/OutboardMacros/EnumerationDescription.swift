#if Macros
/// Generates the description of an enum's layout: its cases, each with its associated values.
struct EnumerationDescription {
    private let value: WireValueDeclaration
    private let cases: [EnumerationCase]

    init(_ value: WireValueDeclaration, _ cases: [EnumerationCase]) {
        self.value = value
        self.cases = cases
    }

    /// Writes the body of `describe(in:)`.
    func write(to lines: inout SourceLines) {
        let call = "schema.enumeration(Self.self, named: \(value.schemaName))"
        guard !cases.isEmpty else { return lines.line("\(call) { _ in }") }
        lines.block("\(call) { cases in") { lines in
            for element in cases {
                let call = "cases.add(\(element.name.withoutBackticks.asStringLiteral))"
                if element.payloads.isEmpty {
                    lines.line(call)
                } else {
                    lines.block("\(call) { fields in") { write(element, to: &$0) }
                }
            }
        }
    }

    private func write(_ element: EnumerationCase, to lines: inout SourceLines) {
        guard value.isNested else {
            for payload in element.payloads {
                lines.line("fields.field(\(payload.fieldName.asStringLiteral), \(payload.type).self)")
            }
            return
        }
        // The arrays stand for optionals, which would swallow an associated value's own.
        lines.block("func field<Value: WireValue>(_ name: String, _: (Self) -> [Value]) {") { lines in
            lines.line("fields.field(name, Value.self)")
        }
        for (index, payload) in element.payloads.enumerated() {
            let bindings = element.payloads.indices.map { $0 == index ? "let value" : "_" }.joined(separator: ", ")
            let body = "if case .\(element.name)(\(bindings)) = $0 { [value] } else { [] }"
            lines.line("field(\(payload.fieldName.asStringLiteral)) { \(body) }")
        }
    }
}
#endif
