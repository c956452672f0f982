import Testing

/// The articles show code that the package builds: all of it stands in `Tests/Fixtures/Articles`, `Sources/Examples`, or
/// in these tests.
@Suite struct ArticleTests {
    private static let articles = [
        "Sources/Outboard/Documentation.docc/GettingStarted.md",
        "Sources/Outboard/Documentation.docc/LendingMemory.md",
        "Sources/Outboard/Documentation.docc/CallingBack.md",
        "Sources/OutboardPlugin/Documentation.docc/GettingStarted.md",
        "Sources/OutboardCore/Documentation.docc/Documentation.md",
        "docs/migrating-from-go-plugin.md",
    ]

    private static let sources = [
        "Tests/Fixtures/Articles/SpellerInterface/Speller.swift",
        "Tests/Fixtures/Articles/SpellerPlugin/SpellerPlugin.swift",
        "Tests/Fixtures/Articles/SpellerPlugin/QuietPlugin.swift",
        "Tests/Fixtures/Articles/SpellerHost/main.swift",
        "Tests/Fixtures/Articles/SpellerHost/Snippets.swift",
        "Tests/Fixtures/Articles/Station/Station.swift",
        "Tests/Fixtures/Articles/Station/Suggestion.swift",
        "Tests/Fixtures/Articles/Lending/Filter.swift",
        "Tests/Fixtures/Articles/Lending/Darkroom.swift",
        "Tests/ExamplesTests/SpellerPluginTests.swift",
        "Sources/Examples/Indexer/IndexerInterface/Indexer.swift",
        "Sources/Examples/Indexer/IndexerPlugin/IndexerPlugin.swift",
        "Sources/Examples/Indexer/IndexerHost/main.swift",
        "Sources/Examples/KeyValue/KVInterface/KV.swift",
        "Sources/Examples/KeyValue/KVStore/KVStore.swift",
        "Sources/Examples/KeyValue/KVHost/main.swift",
        "Sources/Examples/KeyValue/KVHost/LongLife.swift",
    ]

    /// The lines of a source or of a block, without what they are indented by.
    private static func plain(_ lines: some Sequence<Substring>) -> [Substring] {
        lines.map { $0.drop { $0 == " " } }
    }

    /// The Swift in an article, without the comment that names its file.
    private static func blocks(_ article: String) throws -> [[Substring]] {
        var blocks: [[Substring]] = []
        var block: [Substring]?
        for line in try Repository.lines(article) {
            if block == nil {
                if line == "```swift" { block = [] }
            } else if line == "```" {
                blocks.append(plain((block ?? []).drop { $0.hasPrefix("// ") && $0.hasSuffix(".swift") }))
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }

    /// What is no source: a part of a package's manifest, and the head of a type that is shown in whole elsewhere.
    private static func isFragment(_ block: [Substring]) -> Bool {
        block.first?.hasPrefix(".") == true || block.dropFirst().first?.hasPrefix("@PluginManifest(") == true
    }

    private static func contains(_ lines: [Substring], _ block: [Substring]) -> Bool {
        guard lines.count >= block.count else { return false }
        return (0...lines.count - block.count).contains { lines[$0..<$0 + block.count].elementsEqual(block) }
    }

    @Test(arguments: articles) func showsSourcesAsTheyAre(_ article: String) throws {
        let sources = try Self.sources.map { Self.plain(try Repository.lines($0)) }
        let blocks = try Self.blocks(article).filter { !Self.isFragment($0) }
        #expect(!blocks.isEmpty)
        for block in blocks {
            #expect(sources.contains { Self.contains($0, block) }, "\(block.joined(separator: "\n"))")
            // It is looked for in earnest.
            #expect(!sources.contains { Self.contains($0, block + ["something else"]) })
        }
    }
}
