#if Macros
import OutboardPlugin
import SpellerInterface
import Synchronization

/// Checks words against a list.
@main
final class SpellerPlugin: Plugin, Speller {
    private static let longestWord = 100
    private let words: Mutex<Set<String>>

    init(configuration: SpellerConfiguration) throws {
        guard !configuration.words.isEmpty else { throw NoWords() }
        words = Mutex(Set(configuration.words))
        print("[DEBUG] knows \(configuration.words.count) words")
    }

    var dispatcher: SpellerDispatcher<SpellerPlugin> { SpellerDispatcher(self) }

    func isCorrect(_ word: String) throws -> Bool {
        try Self.checkLength(word)
        return words.withLock { $0.contains(word) }
    }

    func suggestions(for word: String, limit: Int) throws -> [Suggestion] {
        try Self.checkLength(word)
        let known = words.withLock { $0 }
        let near = known.map { Suggestion(word: $0, distance: Self.distance($0, word)) }
        return Array(near.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(max(0, limit)))
    }

    func learn(_ word: String) throws {
        try Self.checkLength(word)
        words.withLock { _ = $0.insert(word) }
    }

    func check(text: String) async throws -> [String] {
        var wrong: [String] = []
        for word in text.split(separator: " ").map(String.init) where try !isCorrect(word) {
            wrong.append(word)
            await Task.yield()
        }
        return wrong
    }

    func shutDown() {
        print("goodbye")
    }

    private static func checkLength(_ word: String) throws {
        guard !word.isEmpty else { throw SpellerError.emptyWord }
        guard word.count <= longestWord else { throw SpellerError.tooLong(limit: longestWord) }
    }

    /// Counts letters in which two words differ, place by place.
    private static func distance(_ first: String, _ second: String) -> Int {
        zip(first, second).count { $0 != $1 } + abs(first.count - second.count)
    }
}

/// There is nothing to compare with.
struct NoWords: Error, CustomStringConvertible {
    var description: String { "the configuration has no words" }
}
#else
@main
struct SpellerPlugin {
    static func main() {
        print("SpellerPlugin needs the package's Macros trait, which is on unless a build disables the default traits.")
    }
}
#endif
