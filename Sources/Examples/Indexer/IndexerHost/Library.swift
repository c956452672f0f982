#if Macros
import IndexerInterface

/// The host's documents.
actor Library: DocumentSource {
    private let documents: [String: String]
    private var lines: [String]
    private(set) var words: [String] = []

    init(documents: [String: String], lines: [String]) {
        self.documents = documents
        self.lines = lines
    }

    func read(path: String) async throws -> String {
        guard let text = documents[path] else { throw MissingDocument(path: path) }
        return text
    }

    func nextLines(atMost count: Int) async throws -> [String] {
        defer { lines.removeFirst(min(count, lines.count)) }
        return Array(lines.prefix(count))
    }

    func take(words: [String]) async throws {
        self.words += words
    }
}
#endif
