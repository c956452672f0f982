#if Macros
/// Generates the conformance of an enum: the index of the case in declaration order, then its associated values.
struct EnumerationExpansion {
    private let value: WireValueDeclaration
    private let cases: [EnumerationCase]

    init(_ value: WireValueDeclaration, _ cases: [EnumerationCase]) {
        self.value = value
        self.cases = cases
    }

    /// Writes the members of the extension.
    func write(to lines: inout SourceLines) {
        let access = value.access.ofMember
        lines.block("\(access)static func describe(in schema: inout WireSchema) -> WireType {") { lines in
            EnumerationDescription(value, cases).write(to: &lines)
        }
        lines.line("")
        lines.block("\(access)var wireByteCount: Int {", writeByteCount)
        lines.line("")
        lines.block("\(access)func encode(into writer: inout WireWriter) {", writeEncoding)
        lines.line("")
        lines.block("\(access)init(from reader: inout WireReader) throws(WireError) {", writeDecoding)
    }

    /// Writes a switch over the value, with a body for each case.
    private func writeSwitch(
        to lines: inout SourceLines,
        _ body: (inout SourceLines, EnumerationCase, _ index: Int) -> Void
    ) {
        guard !cases.isEmpty else { return lines.line("switch self {}") }
        lines.line("switch self {")
        for (index, element) in cases.enumerated() {
            lines.list(element.pattern, before: "case .\(element.name)", after: ":")
            lines.indented { body(&$0, element, index) }
        }
        lines.line("}")
    }

    private func writeByteCount(to lines: inout SourceLines) {
        writeSwitch(to: &lines) { lines, element, _ in
            ByteCountSum(2, of: element.payloads.map(\.variable)).write(to: &lines, variable: "byteCount") { sum, _ in
                "return WireWriter.compositeByteCount(\(sum))"
            }
        }
    }

    private func writeEncoding(to lines: inout SourceLines) {
        guard !cases.isEmpty else { return lines.line("switch self {}") }
        lines.block("writer.composite { writer in") { lines in
            writeSwitch(to: &lines) { lines, element, index in
                lines.line("UInt16(\(index)).encode(into: &writer)")
                for payload in element.payloads { lines.line("\(payload.variable).encode(into: &writer)") }
            }
        }
    }

    private func writeDecoding(to lines: inout SourceLines) {
        guard !cases.isEmpty else {
            lines.block("let index = try reader.composite { (reader: inout WireReader) throws(WireError) in") { lines in
                lines.line("try reader.next(UInt16.self)")
            }
            return lines.line("throw .unknownCase(index, of: \(value.schemaName))")
        }
        lines.block("self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in") { lines in
            lines.line("let index = try reader.next(UInt16.self)")
            lines.line("switch index {")
            for (index, element) in cases.enumerated() {
                lines.line("case \(index):")
                lines.indented { lines in
                    let reads = element.payloads.map { payload in
                        let label = payload.label.map { "\($0.withoutBackticks.asArgumentLabel): " } ?? ""
                        return "\(label)reader.next(\(value.isNested ? "" : "\(payload.type).self"))"
                    }
                    let attempt = reads.isEmpty ? "" : "try "
                    let arguments = reads.isEmpty ? SourceList(opening: "", items: [], closing: "") : .arguments(reads)
                    lines.list(arguments, before: "return \(attempt).\(element.name)")
                }
            }
            lines.line("default:")
            lines.indented { $0.line("throw .unknownCase(index, of: \(value.schemaName))") }
            lines.line("}")
        }
    }
}
#endif
