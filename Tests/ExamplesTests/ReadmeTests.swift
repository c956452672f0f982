import Testing

/// The README shows code that the package builds.
@Suite struct ReadmeTests {
    /// Each begins with the path of its source below `Sources/Examples/Hello`, in a comment.
    private static func blocks() throws -> [(path: String, code: [Substring])] {
        var blocks: [(path: String, code: [Substring])] = []
        var block: [Substring]?
        for line in try Repository.lines("README.md") {
            if block == nil {
                if line == "```swift" { block = [] }
            } else if line == "```" {
                if let first = block?.first, first.hasPrefix("// Greeter"), let code = block?.dropFirst() {
                    blocks.append((String(first.dropFirst(3)), trimmed(code)))
                }
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }

    /// What stands between `#if Macros` and the next line with another condition.
    private static func shownPart(of path: String) throws -> [Substring] {
        let lines = try Repository.lines("Sources/Examples/Hello/\(path)")
        let shown = lines.drop { $0 != "#if Macros" }.dropFirst().prefix { $0 != "#else" && $0 != "#endif" }
        return trimmed(shown)
    }

    private static func trimmed(_ lines: ArraySlice<Substring>) -> [Substring] {
        Array(lines.trimmingPrefix { $0.isEmpty }.reversed().trimmingPrefix { $0.isEmpty }.reversed())
    }

    private static let sources = [
        "GreeterInterface/Greeter.swift", "GreeterPlugin/GreeterPlugin.swift", "GreeterHost/main.swift",
    ]

    @Test func showsEverySource() throws {
        #expect(try Self.blocks().map(\.path) == Self.sources)
    }

    @Test(arguments: sources)
    func showsTheSourceAsItIs(_ path: String) throws {
        let block = try #require(
            try Self.blocks().first { $0.path == path }, "README.md has no block that begins with // \(path)")
        #expect(block.code == (try Self.shownPart(of: path)))
    }

    @Test func fitsOnOnePage() throws {
        #expect(try Self.sources.map { try Self.shownPart(of: $0).count }.reduce(0, +) < 50)
    }
}
