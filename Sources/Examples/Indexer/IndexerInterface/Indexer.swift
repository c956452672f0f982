#if Macros
public import OutboardCore

/// Finds words in documents: what the plugin serves.
@PluginInterface(version: "1.0", errors: [MissingDocument.self])
public protocol Indexer: Sendable {
    /// Counts the words of documents, which the caller serves.
    func countWords(in paths: [String]) async throws -> [String: Int]
    /// Sends each word of the caller's lines back, in order, and returns how many there were.
    func splitLines() async throws -> Int
}

/// Where the documents come from: what the host serves to the plugin while that works for it.
@PluginInterface(version: "1.0", errors: [MissingDocument.self])
public protocol DocumentSource: Sendable {
    /// The text of a document.
    func read(path: String) async throws -> String
    /// The next lines to split, at most so many; none at the end.
    func nextLines(atMost count: Int) async throws -> [String]
    /// Takes words that came out.
    func take(words: [String]) async throws
}

/// There is no such document.
@WireValue
public struct MissingDocument: Error, Hashable {
    /// What was asked for.
    public var path: String

    /// Creates an error.
    public init(path: String) {
        self.path = path
    }
}
#endif
