import Testing

/// The page about security names an outcome for every attack, and tests that exist.
@Suite struct SecurityPageTests {
    private static let table = TestTable(page: "docs/security.md")

    @Test func saysSomethingAboutEachAttack() throws {
        let rows = try Self.table.rows()
        #expect(rows.map(\.number) == (1...62).map { "A\($0 < 10 ? "0" : "")\($0)" })
        for row in rows {
            let claim = row.claim.prefixMatch(of: /holds|by design|partly|not yet/)?.output
            #expect(claim != nil, "\(row.number): \(row.claim)")
            // What is said to hold is shown, and what is not there shows nothing.
            if claim == "holds" || claim == "partly" { #expect(!row.tests.isEmpty, "\(row.number)") }
            if claim == "not yet" { #expect(row.tests.isEmpty, "\(row.number)") }
        }
    }

    @Test func namesTestsThatExist() throws {
        try Self.table.expectTests(atLeast: 70, others: 1)
    }
}
