// As the article shows it, which documents less than `make lint` asks for.
// swift-format-ignore-file
#if Macros
import OutboardCore

/// Knows how words are spelled.
@PluginInterface(version: "1.0", errors: [SpellerError.self])
public protocol Speller: Sendable {
    /// Whether a word is spelled correctly.
    func isCorrect(_ word: String) throws -> Bool
    /// Words that are spelled nearly like this one, the nearest first.
    func suggestions(for word: String, limit: Int) throws -> [Suggestion]
    /// Takes a word for correct from now on.
    func learn(_ word: String) throws
    /// The wrong words of a text.
    func check(text: String) async throws -> [String]
}

/// A word to write instead of another.
@WireValue
public struct Suggestion: Hashable, Sendable {
    public var word: String
    /// How many letters differ.
    public var distance: Int

    public init(word: String, distance: Int) {
        self.word = word
        self.distance = distance
    }
}

/// What a speller cannot answer.
@WireValue
public enum SpellerError: Error, Hashable {
    case emptyWord
    case tooLong(limit: Int)
}

/// What a host configures a speller with.
@WireValue
public struct SpellerConfiguration: Sendable {
    /// The words that are correct.
    public var words: [String]

    public init(words: [String]) {
        self.words = words
    }
}
#endif
