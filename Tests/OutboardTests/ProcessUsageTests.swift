import Testing

@testable import Outboard

@Suite struct ProcessUsageTests {
    private static let rest = " S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 17 0 100\n"

    /// Names that a program can give itself.
    @Test(arguments: ["plugin", "a b) R 0 (", "x\u{600}", "\u{301}", "\u{200d}", ")", ""])
    func `is found behind any name`(_ name: String) throws {
        let usage = try #require(ProcessUsage(stat: Array("12 (\(name))\(Self.rest)".utf8), at: 0))
        #expect(usage.threads == 17 && usage.seconds > 0)
    }

    @Test func `any bytes are usage or nothing`() {
        #expect(ProcessUsage(stat: [], at: 0) == nil)
        #expect(ProcessUsage(stat: Array("12 (x".utf8), at: 0) == nil)
        #expect(ProcessUsage(stat: Array("12 (x)".utf8), at: 0) == nil)
        let usage = ProcessUsage(stat: Array("12 (".utf8) + [0xff, 0xd8] + Array(")\(Self.rest)".utf8), at: 0)
        #expect(usage?.threads == 17)
    }
}
