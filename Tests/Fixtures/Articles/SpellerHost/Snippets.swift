#if Macros
import Logging
import Outboard
import SpellerInterface

func longestCorrectWord(of words: [String], speller: some Speller) throws -> String? {
    try words.filter { try speller.isCorrect($0) }.max { $0.count < $1.count }
}

final class SpellerService: Sendable {
    private let plugin: PluginHandle
    let speller: SpellerClient

    init(words: [String]) async throws {
        plugin = try await PluginHandle.start(
            at: "/usr/lib/editor/speller", configuration: SpellerConfiguration(words: words))
        speller = try plugin.client()
    }

    func close() async {
        await plugin.stop()
    }
}

let spellerOptions = PluginOptions.defaults {
    $0.name = "speller"
    $0.environment = ["SPELLER_CACHE": "/var/cache/speller"]
    $0.sandbox.grants = [.write("/var/cache/speller")]
    $0.inheritedEnvironment = ["TZ"]
    $0.startTimeout = .seconds(3)
    $0.callTimeout = .seconds(1)
    $0.stopGrace = .seconds(5)
}

let grantedOptions = PluginOptions.defaults {
    $0.sandbox.grants = [
        .read("/etc/speller.json"),
        .write("/var/cache/speller"),
        .read("/usr/lib/editor/Speller_SpellerPlugin.resources"),
        .network,
    ]
}

let furtherOptions = PluginOptions.defaults {
    $0.sandbox.readyCalls = .few(and: ["newfstatat", "getcwd"])
}

func describe(_ word: String, speller: some Speller) -> String {
    do {
        let nearest = try speller.suggestions(for: word, limit: 1).first
        return nearest.map { "try \($0.word)" } ?? "no idea"
    } catch SpellerError.tooLong(let limit) {
        return "longer than \(limit) letters"
    } catch let error as RemoteError {
        return "the speller failed: \(error.message)"
    } catch let error as OutboardError {
        return "the speller did not answer (\(error.code)): \(error.message)"
    } catch {
        return "\(error)"
    }
}

func learn(_ word: String, speller: SpellerClient, substitute: SpellerClient) throws {
    do {
        try speller.learn(word)
    } catch let error as OutboardError where !error.mayHaveExecuted {
        try substitute.learn(word)
    }
}

func isQuicklyFound(_ word: String, speller: SpellerClient) throws -> Bool {
    try speller.timeout(.milliseconds(5)).isCorrect(word)
}

func importWords(_ words: [String], speller: SpellerClient) throws {
    let patient = speller.timeout(nil)
    for word in words { try patient.learn(word) }
}

func firstWrong(of words: [String], speller: SpellerClient) throws -> String? {
    let hurried = speller.deadline(in: .milliseconds(100))
    return try words.first { try !hurried.isCorrect($0) }
}

func checkAll(_ texts: [String], speller: SpellerClient) async throws -> [[String]] {
    try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
        for (index, text) in texts.enumerated() {
            group.addTask { (index, try await speller.check(text: text)) }
        }
        var results = [[String]](repeating: [], count: texts.count)
        for try await (index, wrong) in group { results[index] = wrong }
        return results
    }
}

func checkUnlessBusy(_ text: String, speller: SpellerClient) async throws -> [String]? {
    do {
        return try await speller.backPressure(.fail).check(text: text)
    } catch let error as OutboardError where error.code == .busy {
        return nil
    }
}

func keepRunning(path: String, configuration: SpellerConfiguration, use: (SpellerClient) -> Void) async throws {
    while !Task.isCancelled {
        let plugin = try await PluginHandle.start(at: path, configuration: configuration)
        use(try plugin.client())
        // Throws when the task is cancelled. The plugin is killed then: nobody holds it any more.
        let fate = try await plugin.waitUntilEnded()
        print("starting again: \(fate.message)")
        try await Task.sleep(for: .seconds(1))
    }
}

func startLoudly(path: String, configuration: SpellerConfiguration) async throws -> PluginHandle {
    var logger = Logger(label: "editor.plugins")
    logger.logLevel = .debug
    let options = PluginOptions.defaults { $0.logger = logger }
    return try await PluginHandle.start(at: path, configuration: configuration, options: options)
}
#endif
