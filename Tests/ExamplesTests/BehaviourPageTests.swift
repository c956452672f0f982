import Testing

/// The pages about behaviours and about faults leave none out, and name tests that exist.
@Suite struct BehaviourPageTests {
    private static let parity = TestTable(page: "docs/parity.md")
    private static let faults = TestTable(page: "docs/faults.md")

    private static func numbers(_ letter: String, _ range: ClosedRange<Int>, without: Set<Int> = []) -> [String] {
        range.filter { !without.contains($0) }.map { "\(letter)\($0 < 10 ? "0" : "")\($0)" }
    }

    @Test func saysSomethingAboutEachBehaviour() throws {
        let rows = try Self.parity.rows()
        // Those that are left out are about TLS and gRPC alone.
        let all = Self.numbers("A", 1...57, without: [25, 26, 33, 34, 42, 45]) + Self.numbers("B", 1...20)
        #expect(rows.map(\.number).sorted() == all)
        for row in rows {
            #expect(
                ["yes", "by design", "does not apply", "not yet"].contains(row.claim), "\(row.number): \(row.claim)")
            #expect(row.tests.isEmpty == (row.claim != "yes"), "\(row.number)")
        }
    }

    @Test func saysSomethingAboutEachFault() throws {
        let rows = try Self.faults.rows()
        #expect(rows.map(\.number) == Self.numbers("F", 1...38))
        for row in rows {
            #expect(["yes", "partly", "does not apply"].contains(row.claim), "\(row.number): \(row.claim)")
            #expect(row.tests.isEmpty == (row.claim == "does not apply"), "\(row.number)")
        }
    }

    @Test func namesTestsThatExist() throws {
        try Self.parity.expectTests(atLeast: 60, others: 1)
        try Self.faults.expectTests(atLeast: 60)
    }
}
