#if Macros
import IndexerInterface
import Outboard

let library = Library(
    documents: ["a.txt": "one fox and one owl", "b.txt": "an owl"], lines: ["one fox", "and one owl"])

try await withPlugin(at: CommandLine.arguments[1]) { plugin in
    let indexer = try plugin.client(IndexerClient.self).serving(DocumentSourceDispatcher(library))
    let counts = try await indexer.countWords(in: ["a.txt", "b.txt"])
    for (word, count) in counts.sorted(by: { $0.key < $1.key }) { print(word, count) }
    do {
        _ = try await indexer.countWords(in: ["c.txt"])
    } catch let error as MissingDocument {
        print("there is no", error.path)
    }
    print(try await indexer.splitLines(), await library.words)
}
#else
print("IndexerHost needs the package's Macros trait, which is on unless a build disables the default traits.")
#endif
