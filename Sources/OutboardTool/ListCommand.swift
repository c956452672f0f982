import ArgumentParser
import Outboard

/// `outboard list`: the plugins in a folder.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the plugins in a folder, and says why other files were passed over.",
        discussion: """
            Reads the manifests in the programs' files; nothing is executed. Exit status: 0; 1 if there is no plugin; 2 if the \
            folder cannot be read.
            """)

    @Argument(help: "The folder.", completion: .directory)
    var folder: String

    @Flag(help: "Print a JSON object.")
    var json = false

    func run() throws {
        let directory: PluginDirectory
        do {
            directory = try PluginDirectory(at: folder)
        } catch {
            throw Answer.unreadable(error.message)
        }
        if json {
            try Answer.printJSON(Listing(directory))
        } else {
            for plugin in directory.plugins { print(ManifestDescription(plugin.manifest, path: plugin.path).text) }
            for file in directory.passedOver { print("passed over \(file.path): \(file.reason)") }
        }
        if directory.plugins.isEmpty { throw Answer.no("there is no plugin in \(folder)") }
    }

    private struct Listing: Encodable {
        struct PassedOver: Encodable {
            let path: String
            let reason: String
        }

        let plugins: [ManifestDescription]
        let passedOver: [PassedOver]

        init(_ directory: PluginDirectory) {
            plugins = directory.plugins.map { ManifestDescription($0.manifest, path: $0.path) }
            passedOver = directory.passedOver.map { PassedOver(path: $0.path, reason: $0.reason) }
        }
    }
}
