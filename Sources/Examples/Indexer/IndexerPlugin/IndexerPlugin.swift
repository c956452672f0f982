#if Macros
import IndexerInterface
import OutboardPlugin

@main
struct IndexerPlugin: Plugin, Indexer {
    /// What it calls in its hosts.
    static let hostInterfaces = [DocumentSourceClient.interface]

    init(configuration: NoConfiguration) {}

    var dispatcher: IndexerDispatcher<Self> { IndexerDispatcher(self) }

    func countWords(in paths: [String]) async throws -> [String: Int] {
        let documents = try CallContext.current.host(DocumentSourceClient.self)
        var counts: [String: Int] = [:]
        for path in paths {
            for word in try await documents.read(path: path).split(separator: " ") {
                counts[String(word), default: 0] += 1
            }
        }
        return counts
    }

    func splitLines() async throws -> Int {
        let documents = try CallContext.current.host(DocumentSourceClient.self)
        var count = 0
        while true {
            let lines = try await documents.nextLines(atMost: 64)
            if lines.isEmpty { return count }
            let words = lines.flatMap { $0.split(separator: " ").map(String.init) }
            count += words.count
            try await documents.take(words: words)
        }
    }
}
#else
@main
struct IndexerPlugin {
    static func main() {
        print("IndexerPlugin needs the package's Macros trait, which is on unless a build disables the default traits.")
    }
}
#endif
