#if Macros
import Outboard
import SpellerInterface

let configuration = SpellerConfiguration(words: ["engine", "harbour", "propeller"])
try await withPlugin(at: ".build/debug/SpellerPlugin", configuration: configuration) { plugin in
    let speller = try plugin.client(SpellerClient.self)
    print(try speller.isCorrect("engine"))
    for suggestion in try speller.suggestions(for: "propellor", limit: 2) {
        print(suggestion.word, suggestion.distance)
    }
    print(try await speller.check(text: "the harbor engine"))
}
#endif
