#if Macros
/// Generates the conformance of a struct: its stored properties in declaration order.
struct StructureExpansion {
    private let value: WireValueDeclaration
    private let fields: [StructureField]

    init(_ value: WireValueDeclaration, _ fields: [StructureField]) {
        self.value = value
        self.fields = fields
    }

    /// Writes the members of the extension.
    func write(to lines: inout SourceLines) {
        let access = value.access.ofMember
        lines.block("\(access)static func describe(in schema: inout WireSchema) -> WireType {", writeDescription)
        lines.line("")
        lines.block("\(access)var wireByteCount: Int {") { lines in
            let sum = ByteCountSum(of: fields.map { "self.\($0.name)" })
            sum.write(to: &lines, variable: "byteCount") { sum, isAlone in
                "\(isAlone ? "" : "return ")WireWriter.compositeByteCount(\(sum))"
            }
        }
        lines.line("")
        lines.block("\(access)func encode(into writer: inout WireWriter) {", writeEncoding)
        lines.line("")
        lines.block("\(access)init(from reader: inout WireReader) throws(WireError) {", writeDecoding)
    }

    private func writeDescription(to lines: inout SourceLines) {
        let call = "schema.structure(Self.self, named: \(value.schemaName))"
        guard !fields.isEmpty else { return lines.line("\(call) { _ in }") }
        lines.block("\(call) { fields in") { lines in
            if value.isNested {
                lines.block("func field<Value: WireValue>(_ name: String, _: (Self) -> Value) {") { lines in
                    lines.line("fields.field(name, Value.self)")
                }
            }
            for field in fields {
                let name = field.name.withoutBackticks.asStringLiteral
                let inferred = "field(\(name)) { $0.\(field.name) }"
                lines.line(value.isNested ? inferred : "fields.field(\(name), \(field.type).self)")
            }
        }
    }

    private func writeEncoding(to lines: inout SourceLines) {
        guard !fields.isEmpty else { return lines.line("writer.composite { _ in }") }
        lines.block("writer.composite { writer in") { lines in
            for field in fields { lines.line("self.\(field.name).encode(into: &writer)") }
        }
    }

    /// Assigns the properties themselves, so that no initializer has to exist, and all at once, since `self` is
    /// whole only after the last.
    private func writeDecoding(to lines: inout SourceLines) {
        guard !fields.isEmpty else { return lines.line("try reader.composite { _ in }") }
        let closure = " = try reader.composite {"
        let parameters = "(reader: inout WireReader) throws(WireError) in"
        if fields.count == 1 {
            return lines.block("self.\(fields[0].name)\(closure) \(parameters)") { $0.line("try \(reads[0])") }
        }
        let targets = SourceList.arguments(fields.map { "self.\($0.name)" })
        let opening = targets.text + closure
        let parametersFollow = lines.fits(opening) && !lines.fits("\(opening) \(parameters)")
        lines.list(targets, after: parametersFollow ? closure : "\(closure) \(parameters)")
        lines.indented { lines in
            if parametersFollow { lines.line(parameters) }
            let all = SourceList(items: reads.map(SourceList.Item.text), breaksAlways: true)
            lines.list(all, before: "try ")
        }
        lines.line("}")
    }

    /// The calls that read the fields.
    ///
    /// Only an optional field that no other kind of field follows may be missing.
    private var reads: [String] {
        let trailing = fields.reversed().prefix(while: \.isOptional).count
        return fields.enumerated().map { index, field in
            let type = value.isNested ? "" : "\(field.type).self"
            return "reader.\(index < fields.count - trailing ? "next" : "nextTrailing")(\(type))"
        }
    }
}
#endif
