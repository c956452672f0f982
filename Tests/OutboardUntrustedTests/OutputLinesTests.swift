import Testing

@testable import OutboardUntrusted

/// What a plugin prints becomes lines that are bounded in length and number.
@Suite struct OutputLinesTests {
    private static let longest = OutputLines.maximumLineBytes
    private static let tower = "e" + String(repeating: "\u{301}", count: 3000)

    private static func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x78, count: count) }

    @Test func `a line that never ends is cut into pieces`() {
        var output = OutputLines()
        var lines = output.add(Self.bytes(5 * Self.longest / 2))
        #expect(lines.map(\.utf8.count) == [Self.longest, Self.longest])
        lines = output.add(Array("\nlast".utf8))
        #expect(lines.map(\.utf8.count) == [Self.longest / 2])
        #expect(output.end() == ["last"] && output.end() == [])
    }

    @Test func `a line of the greatest length is one piece, and its break begins an empty one`() {
        var output = OutputLines()
        #expect(output.add(Self.bytes(Self.longest - 1)).isEmpty)
        #expect(output.add(Self.bytes(1)).map(\.utf8.count) == [Self.longest])
        #expect(output.add(Array("\nx\n".utf8)) == ["", "x"])
        // A piece ends where the longest line does, also if it came in two.
        #expect(output.add(Self.bytes(10)).isEmpty)
        #expect(output.add(Self.bytes(Self.longest)).map(\.utf8.count) == [Self.longest])
        #expect(output.end().map(\.utf8.count) == [10])
    }

    @Test func `breaks are found, and only a carriage return before one is left out`() {
        var output = OutputLines()
        #expect(output.add([]) == [])
        #expect(output.add(Array("a\n\nb\r\n\rc\nd".utf8)) == ["a", "", "b", "\\u{d}c"])
        #expect(output.add(Array("e\n".utf8)) == ["de"])
        #expect(output.end() == [])
        #expect(output.tail == ["a", "", "b", "\\u{d}c", "de"])
    }

    @Test func `bytes of any kind become text that does nothing`() {
        var output = OutputLines()
        #expect(output.add([0x1b, 0x5b, 0x32, 0x4a, 0xff, 0x00, 0x0d, 0x0a]) == ["\\u{1b}[2J\u{fffd}\\u{0}"])
    }

    @Test func `the last lines are bounded in number and scalars, whatever characters they make`() {
        var output = OutputLines()
        for _ in 0..<50 { _ = output.add(Array((Self.tower + "\n").utf8)) }
        #expect(output.tail.count == OutputLines.tailCount && output.summary.count == OutputLines.tailCount)
        #expect(output.summary.allSatisfy { $0.unicodeScalars.count == 201 })
        for number in 0..<OutputLines.tailCount { _ = output.add(Array("\(number)\n".utf8)) }
        #expect(output.summary == (0..<OutputLines.tailCount).map { "\($0)" })
    }

    @Test func `what is skipped is kept for messages about the end, and nobody else gets it`() {
        var output = OutputLines()
        var lines = output.add(Array("one\nbegun".utf8))
        lines += output.skip(Self.bytes(100_000))
        // A line that has begun does not go on with what comes later.
        #expect(lines == ["one", "begun"])
        lines = output.skip(Array("\nfatal: the".utf8)) + output.skip(Array(" reason\n".utf8))
        #expect(lines == [] && output.tail == ["one", "begun"])
        var other = output
        #expect(other.end() == [] && other.summary == ["one", "begun", "fatal: the reason"])
        #expect(output.add(Array("more\n".utf8)) == ["more"])
        // Once, and not again with what comes after that.
        #expect(output.add(Array("again\n".utf8)) == ["again"])
        #expect(output.summary == ["one", "begun", "fatal: the reason", "more", "again"])

        // A line without an end is one, and bounded; a trap is noticed.
        var endless = OutputLines()
        for _ in 0..<100 { #expect(endless.skip(Self.bytes(65_536)) == []) }
        #expect(endless.end().map(\.utf8.count) == [OutputLines.keptBytes])
        #expect(endless.skip(Array("Fatal error: x\nand so on\n".utf8)) == [] && endless.end() == [])
        #expect(endless.trap == "Fatal error: x")
    }

    @Test func `the first reason of a trap ends the summary, and is kept when it has left the tail`() {
        var output = OutputLines()
        #expect(output.trap == nil)
        _ = output.add(Array("before\nFatal error: one\nFatal error: two\nstack\n".utf8))
        #expect(output.trap == "Fatal error: one")
        #expect(output.summary == ["before", "Fatal error: one"])
        for _ in 0..<OutputLines.tailCount { _ = output.add(Array("stack\n".utf8)) }
        #expect(output.summary == ["Fatal error: one"])
    }
}
