#if Macros
import OutboardTesting
import SpellerInterface
@testable import SpellerPlugin
import Testing

@Suite struct SpellerPluginTests {
    private let plugin: InProcessPlugin<SpellerDispatcher<SpellerPlugin>>
    private let speller: SpellerClient

    init() throws {
        let program = try SpellerPlugin(configuration: SpellerConfiguration(words: ["engine", "harbour"]))
        plugin = try InProcessPlugin(serving: program.dispatcher)
        speller = try plugin.client()
    }

    @Test func suggestsTheNearestWord() throws {
        #expect(try speller.suggestions(for: "engina", limit: 1) == [Suggestion(word: "engine", distance: 1)])
    }

    @Test func learns() async throws {
        #expect(try await speller.check(text: "engine room") == ["room"])
        try speller.learn("room")
        #expect(try await speller.check(text: "engine room") == [])
    }

    @Test func throwsItsOwnErrors() {
        #expect(throws: SpellerError.emptyWord) { try speller.isCorrect("") }
    }

    @Test func tellsItsCallersWhenItDies() throws {
        plugin.die()
        let error = try #require(throws: OutboardError.self) { try speller.isCorrect("engine") }
        #expect(error.code == .notSent)
        #expect(!error.mayHaveExecuted)
    }

    @Test func refusesToKnowNothing() {
        #expect(throws: NoWords.self) { try SpellerPlugin(configuration: SpellerConfiguration(words: [])) }
    }
}
#endif
