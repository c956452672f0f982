import ArgumentParser
import Outboard

/// `outboard catalog`: what has to do with catalogs.
struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Works with catalogs of plugins.", subcommands: [CatalogCheckCommand.self])
}

/// `outboard catalog check`: whether a host could use a catalog.
struct CatalogCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks a catalog as a host does when it loads it, and prints everything that is wrong.",
        discussion: """
            Checks each key and value, and each program: its manifest, digest and signature. Exit status: 0; 1 if something is \
            wrong; 2 if the file cannot be read.
            """)

    @Argument(help: "The catalog, a JSON file.", completion: .file(extensions: ["json"]))
    var file: String

    @Flag(help: "Print a JSON object.")
    var json = false

    func run() throws {
        if let problem = FileAccess.problem(reading: file) { throw Answer.unreadable("\(file): \(problem)") }
        let catalog: PluginCatalog
        do {
            catalog = try PluginCatalog(at: file)
        } catch {
            if json { try Answer.printJSON(Report(file: file, problems: error.problems.map(Report.Problem.init))) }
            throw Answer.no(error.description.split(separator: "\n").joined(separator: "\noutboard: "))
        }
        if json {
            try Answer.printJSON(Report(file: file, plugins: catalog.entries.map(Report.Plugin.init)))
            return
        }
        for entry in catalog.entries {
            print("\(entry.name)\(entry.version.map { " \($0)" } ?? "")  \(entry.path)")
            for capability in entry.refusedCapabilities { print("  asks for \(capability), which is not granted") }
        }
    }

    private struct Report: Encodable {
        struct Problem: Encodable {
            let key: String
            let message: String

            init(_ problem: CatalogError.Problem) {
                key = problem.key
                message = problem.message
            }
        }

        struct Plugin: Encodable {
            let name: String
            let path: String
            let version: String?
            let refusedCapabilities: [String]

            init(_ entry: CatalogEntry) {
                name = entry.name
                path = entry.path
                version = entry.version?.description
                refusedCapabilities = entry.refusedCapabilities
            }
        }

        var file: String
        var plugins: [Plugin] = []
        var problems: [Problem] = []
    }
}
