import Foundation
import Testing

/// The page about security names an outcome for every attack, and tests that exist.
@Suite struct SecurityPageTests {
    private struct Row {
        let attack: String
        let today: String
        let tests: String
    }

    private static func rows() throws -> [Row] {
        try Repository.lines("docs/security.md").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 3, cells[0].wholeMatch(of: /A\d\d/) != nil else { return nil }
            return Row(attack: cells[0], today: cells[2], tests: cells.count > 3 ? cells[3] : "")
        }
    }

    /// Where a name such as `Core/TimeoutTests` leads.
    private static func file(_ name: Substring) -> String {
        let parts = name.split(separator: "/")
        return "Tests/Outboard\(parts[0] == "Host" ? "" : parts[0])Tests/\(parts[1]).swift"
    }

    @Test func saysSomethingAboutEachAttack() throws {
        let rows = try Self.rows()
        #expect(rows.map(\.attack) == (1...62).map { "A\($0 < 10 ? "0" : "")\($0)" })
        for row in rows {
            let claim = row.today.prefixMatch(of: /holds|by design|partly|not yet/)?.output
            #expect(claim != nil, "\(row.attack): \(row.today)")
            // What is said to hold is shown, and what is not there shows nothing.
            if claim == "holds" || claim == "partly" { #expect(!row.tests.isEmpty, "\(row.attack)") }
            if claim == "not yet" { #expect(row.tests.isEmpty, "\(row.attack)") }
        }
    }

    @Test func namesTestsThatExist() throws {
        let text = try Repository.lines("docs/security.md").joined(separator: " ")
        var count = 0
        for reference in text.matches(of: /`([A-Za-z]+\/[A-Za-z]+Tests)`((?:,? "[^"]+")+)/) {
            let source = try Repository.lines(Self.file(reference.1)).joined(separator: "\n")
            for title in reference.2.matches(of: /"([^"]+)"/) {
                count += 1
                let isThere = source.contains("func `\(title.1)`") || source.contains("\"\(title.1)\"")
                #expect(isThere, "\(reference.1) has no test \(title.1)")
            }
        }
        #expect(count > 70)
        // None is written in a way that escapes the look above.
        let names = text.matches(of: /`(Core|Host|Integration|Ring|System|Untrusted)\/\w+Tests`/).count
        #expect(text.matches(of: /`(Core|Host|Integration|Ring|System|Untrusted)\/\w+Tests` "/).count == names - 1)
    }
}
