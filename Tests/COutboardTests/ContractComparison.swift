/// Holds the page against the headers and the compiler.
enum ContractComparison {
    /// Everything in which they differ, a sentence each.
    static func differences(page: String, headers: String) -> [String] {
        let header = HeaderText(headers)
        let tables = PageTable.all(in: page)
        return header.unread.map { "this line of the headers cannot be read: \($0)" }
            + constants(tables, header) + structs(tables, header)
    }

    private static func constants(_ tables: [PageTable], _ header: HeaderText) -> [String] {
        var differences: [String] = []
        var onPage: [String: ContractValue] = [:]
        for row in tables.filter({ $0.columns.starts(with: ["constant", "value"]) }).flatMap(\.rows) {
            if onPage[row[0]] != nil { differences.append("the page has \(row[0]) twice") }
            onPage[row[0]] = ContractValue(row[1])
        }
        for (name, value) in header.constants where onPage[name] != value {
            let text = onPage[name].map { "\($0)" } ?? "nothing that can be read"
            differences.append("\(name) is \(value) in the headers, and on the page \(text)")
        }
        for name in onPage.keys where header.constants[name] == nil {
            differences.append("\(name) is on the page and not in the headers")
        }
        return differences
    }

    private static func structs(_ tables: [PageTable], _ header: HeaderText) -> [String] {
        var differences: [String] = []
        let tables = tables.filter { $0.columns.starts(with: ["offset", "size", "field"]) }
        for layout in StructLayout.all {
            let fields = layout.fields
            if header.fields[layout.name] != fields.map(\.name) {
                differences.append("the test does not know all fields of \(layout.name)")
            }
            let table = tables.first { $0.heading == "\(layout.name): \(layout.byteCount) bytes" }
            let rows = (table?.rows ?? []).map {
                StructLayout.Field(name: $0[2], offset: Int($0[0]) ?? -1, byteCount: Int($0[1]) ?? -1)
            }
            if rows != fields { differences.append("\(layout.name) is \(fields), and on the page \(rows)") }
        }
        let known = Set(StructLayout.all.map(\.name))
        for name in header.fields.keys where !known.contains(name) {
            differences.append("the test does not know \(name)")
        }
        for table in tables where !known.contains(where: { table.heading.hasPrefix("\($0):") }) {
            differences.append("the page has a struct that the headers have not: \(table.heading)")
        }
        return differences
    }
}
