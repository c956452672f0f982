// As the article shows it, which documents less than `make lint` asks for.
// swift-format-ignore-file
#if Macros
import OutboardCore

/// A word to write instead of another.
@WireValue
public struct Suggestion: Hashable, Sendable {
    public var word: String
    /// How many letters differ.
    public var distance: Int
    /// Since 1.1: how often the word is used. An older plugin sends none.
    public var frequency: Double?

    public init(word: String, distance: Int, frequency: Double? = nil) {
        self.word = word
        self.distance = distance
        self.frequency = frequency
    }
}
#endif
