#if Macros
import OutboardPlugin
import SpellerInterface

struct QuietPlugin: Plugin, Speller {
    init(configuration: NoConfiguration) {}

    var dispatcher: SpellerDispatcher<Self> { SpellerDispatcher(self) }

    func isCorrect(_ word: String) throws -> Bool { true }
    func suggestions(for word: String, limit: Int) throws -> [Suggestion] { [] }
    func learn(_ word: String) throws {}
    func check(text: String) async throws -> [String] { [] }
}

/// Serves two interfaces; the second one looks like the first, so that the article need not show it.
struct SpellerAndDictionary: Plugin, Speller {
    private let dictionary: QuietPlugin

    init(configuration: NoConfiguration) {
        dictionary = QuietPlugin(configuration: configuration)
    }

    var dispatcher: some InterfaceDispatcher {
        SpellerDispatcher(self).and(DictionaryDispatcher(dictionary))
    }

    func isCorrect(_ word: String) throws -> Bool { true }
    func suggestions(for word: String, limit: Int) throws -> [Suggestion] { [] }
    func learn(_ word: String) throws {}
    func check(text: String) async throws -> [String] { [] }
}

typealias DictionaryDispatcher = SpellerDispatcher<QuietPlugin>
#endif
