import Foundation
import Testing

/// A page with tables of which each row says what holds, and which tests show it.
struct TestTable {
    struct Row {
        let number: String
        /// What holds: words before the first colon.
        let claim: String
        /// What stands in the last column.
        let tests: String
    }

    let page: String

    /// The rows that begin with a letter and two digits.
    func rows() throws -> [Row] {
        try Repository.lines(page).compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count >= 4, cells[0].wholeMatch(of: /[A-Z]\d\d/) != nil else { return nil }
            let claim = cells[2].prefix { $0 != ":" && $0 != ";" }
            return Row(number: cells[0], claim: String(claim), tests: cells[3])
        }
    }

    /// Checks that every test exists that the page names, and that none is written in a way that this look misses: but for
    /// so many others, whose names stand there without a title.
    func expectTests(atLeast minimum: Int, others: Int = 0) throws {
        let text = try Repository.lines(page).joined(separator: " ")
        var count = 0
        for reference in text.matches(of: /`([A-Za-z]+\/[A-Za-z]+Tests)`((?:,? "[^"]+")+)/) {
            let source = try Repository.lines(Self.file(reference.1)).joined(separator: "\n")
            for title in reference.2.matches(of: /"([^"]+)"/) {
                count += 1
                let isThere = source.contains("func `\(title.1)`") || source.contains("\"\(title.1)\"")
                #expect(isThere, "\(page): \(reference.1) has no test \(title.1)")
            }
        }
        #expect(count > minimum)
        let names = text.matches(of: /`(Core|Host|Integration|Ring|System|Untrusted)\/\w+Tests`/).count
        #expect(text.matches(of: /`(Core|Host|Integration|Ring|System|Untrusted)\/\w+Tests` "/).count == names - others)
    }

    /// Where a name such as `Core/TimeoutTests` leads.
    private static func file(_ name: Substring) -> String {
        let parts = name.split(separator: "/")
        return "Tests/Outboard\(parts[0] == "Host" ? "" : parts[0])Tests/\(parts[1]).swift"
    }
}
