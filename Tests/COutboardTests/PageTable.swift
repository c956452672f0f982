/// A table of the page.
struct PageTable {
    /// The heading above it, without its marks.
    var heading: String
    /// The titles of its columns.
    var columns: [String]
    /// Its rows, without the marks of code.
    var rows: [[String]]

    /// The tables of a page, in order, but for what is inside fences.
    static func all(in page: String) -> [PageTable] {
        var tables: [PageTable] = []
        var heading = ""
        var isFenced = false
        var wasTable = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isFenced.toggle() }
            let isTable = !isFenced && line.hasPrefix("|")
            defer { wasTable = isTable }
            if !isFenced, line.hasPrefix("#") { heading = String(line.drop { $0 == "#" }.trimmed) }
            guard isTable else { continue }
            let cells = line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { String($0.trimmed.filter { $0 != "`" }) }
            if !wasTable {
                tables.append(PageTable(heading: heading, columns: cells, rows: []))
            } else if !cells.allSatisfy({ $0 == "---" }) {
                tables[tables.count - 1].rows.append(cells)
            }
        }
        return tables
    }
}
