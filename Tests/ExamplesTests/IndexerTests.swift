#if Macros
import IndexerInterface
import Outboard
import Testing

/// The articles' plugin that calls its host back, by the code that the macros generate.
@Suite struct IndexerTests {
    private actor Shelf: DocumentSource {
        private var lines = (0..<200).map { "\($0) \($0 + 1)" }
        private(set) var words: [String] = []

        func read(path: String) async throws -> String {
            guard path != "c" else { throw MissingDocument(path: path) }
            return "\(path) and \(path)"
        }

        func nextLines(atMost count: Int) async throws -> [String] {
            defer { lines.removeFirst(min(count, lines.count)) }
            return Array(lines.prefix(count))
        }

        func take(words: [String]) async throws { self.words += words }
    }

    @Test func reachesWhatItsCallerServes() async throws {
        try await withPlugin(at: Programs.indexerPlugin) { plugin in
            let shelf = Shelf()
            let indexer = try plugin.client(IndexerClient.self).serving(DocumentSourceDispatcher(shelf))
            #expect(try await indexer.countWords(in: ["a", "b"]) == ["a": 2, "b": 2, "and": 2])
            await #expect(throws: MissingDocument(path: "c")) { try await indexer.countWords(in: ["a", "c"]) }
            #expect(try await indexer.splitLines() == 400)
            #expect(await shelf.words == (0..<200).flatMap { ["\($0)", "\($0 + 1)"] })
        }
    }
}
#endif
